package io.spikewatt.inference.feature;

import java.util.List;

/**
 * Brings each feature to mean 0 and standard deviation 1 as seen in training, and cuts what lies
 * further out than anything a linear model should follow.
 *
 * @param mean per feature
 * @param deviation per feature, above 0; 1 for a feature that never varied
 */
public record Standardiser(float[] mean, float[] deviation) {
  /** Standard deviations beyond which a feature is cut. */
  public static final float CLIP = 8;

  /** Learns from raw rows; each array holds whole rows of {@code size} features. */
  static Standardiser of(List<float[]> raw, int size) {
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

  void apply(float[] rows) {
    for (int at = 0; at < rows.length; at += mean.length) {
      for (int f = 0; f < mean.length; f++) {
        float x = (rows[at + f] - mean[f]) / deviation[f];
        rows[at + f] = Math.max(-CLIP, Math.min(CLIP, x));
      }
    }
  }
}
