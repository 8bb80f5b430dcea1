package io.spikewatt.inference.feature;

import java.util.Arrays;
import java.util.List;

/**
 * Scales each feature to mean 0 and standard deviation 1 of the training data, and clips outliers
 * that a linear model should not follow.
 *
 * @param mean per feature
 * @param deviation per feature, above 0; 1 for a feature that never varied, infinite for one that
 *     is not used
 */
public record Standardiser(float[] mean, float[] deviation) {
  /** Standard deviations beyond which a feature is cut. */
  public static final float CLIP = 8;

  /** Learns from raw rows; each array holds whole rows of {@code size} features. */
  public static Standardiser of(List<float[]> raw, int size) {
    double[] sum = new double[size];
    double[] squares = new double[size];
    long count = 0;
    for (float[] rows : raw) {
      for (int at = 0; at < rows.length; at += size) {
        for (int f = 0; f < size; f++) {
          sum[f] += rows[at + f];
        }
        count++;
      }
    }
    for (float[] rows : raw) {
      for (int at = 0; at < rows.length; at += size) {
        for (int f = 0; f < size; f++) {
          double off = rows[at + f] - sum[f] / count;
          squares[f] += off * off;
        }
      }
    }
    float[] mean = new float[size];
    float[] deviation = new float[size];
    for (int f = 0; f < size; f++) {
      mean[f] = (float) (sum[f] / Math.max(1, count));
      double sd = Math.sqrt(squares[f] / Math.max(1, count));
      deviation[f] = sd < 1e-6 ? 1 : (float) sd;
    }
    return new Standardiser(mean, deviation);
  }

  /** Scales whole rows in place and cuts outliers. */
  public void apply(float[] rows) {
    if (rows.length == mean.length) {
      apply(rows, mean, deviation);
      return;
    }
    for (int at = 0; at < rows.length; at += mean.length) {
      for (int f = 0; f < mean.length; f++) {
        rows[at + f] = cut((rows[at + f] - mean[f]) / deviation[f]);
      }
    }
  }

  /** The same without the features from {@code first} on: they become 0. */
  public Standardiser without(int first) {
    float[] deviations = deviation.clone();
    Arrays.fill(deviations, first, deviations.length, Float.POSITIVE_INFINITY);
    return new Standardiser(mean, deviations);
  }

  /** Number of features up to the last used one. */
  public int used() {
    int used = deviation.length;
    while (used > 0 && deviation[used - 1] == Float.POSITIVE_INFINITY) {
      used--;
    }
    return used;
  }

  /** The same for many rows of features, repeated so that one long loop does all of them. */
  public Standardiser repeated(int rows) {
    float[] means = new float[rows * mean.length];
    float[] deviations = new float[means.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = mean[i % mean.length];
      deviations[i] = deviation[i % mean.length];
    }
    return new Standardiser(means, deviations);
  }

  private static void apply(float[] x, float[] mean, float[] deviation) {
    for (int i = 0; i < x.length; i++) {
      x[i] = cut((x[i] - mean[i]) / deviation[i]);
    }
  }

  private static float cut(float x) {
    return Math.max(-CLIP, Math.min(CLIP, x));
  }
}
