package io.spikewatt.inference.calibrate;

import java.util.Arrays;

/**
 * Corrects the bias that a model's forecasts showed at each time of day: the median error of the
 * last seven days and of three days without an error, then its mean over three hours. At least five
 * of seven days must err to one side, so chance peaks move nothing. It stays within 30 % of the
 * mean forecast: a model that errs more has to be replaced. {@link #begin}, {@link #add} for each
 * day, then {@link #write}. Allocates nothing.
 */
final class BiasCorrection {
  /** Days whose errors are used. */
  static final int DAYS = 7;

  /** Prior: number of error-free days that shrinks the offset towards 0. */
  private static final int PRIOR_DAYS = 3;

  /** Bound of the correction, as a share of the mean forecast. */
  private static final double MOST = 0.3;

  /** Pairs that put seven numbers in order, each the lesser one first: a sorting network. */
  private static final int[][] IN_ORDER = {
    {0, 6}, {2, 3}, {4, 5}, {0, 2}, {1, 4}, {3, 6}, {0, 1}, {2, 5},
    {3, 4}, {1, 2}, {4, 6}, {2, 3}, {4, 5}, {1, 2}, {3, 4}, {5, 6}
  };

  private final int length;
  private final int width;
  private final boolean round;
  private final float[][] errors;
  private final float[][] ordered;
  private final float[] sorted = new float[DAYS + PRIOR_DAYS];
  private final float[] all;
  private final float[] medians;

  /** Of the medians before each slot, with {@link #width} slots beyond both ends. */
  private final double[] sums;

  private double size;
  private int days;

  /**
   * @param length slots of each forecast that are compared, a day at the most
   * @param slotsPerDay slots of a day; if that many are compared, the last is followed by the first
   */
  BiasCorrection(int length, int slotsPerDay) {
    this.length = length;
    width = Math.max(1, slotsPerDay / 16);
    round = length == slotsPerDay;
    errors = new float[DAYS][length];
    ordered = new float[DAYS][length];
    all = new float[length];
    medians = new float[length];
    sums = new double[length + 2 * width + 1];
  }

  void begin() {
    size = 0;
    days = 0;
  }

  /** Adds a day of scaled medians and outcomes, NaN = not measured; at most seven days. */
  void add(float[] forecasts, double[] outcomes) {
    float[] error = errors[days++];
    for (int k = 0; k < length; k++) {
      float forecast = forecasts[k];
      error[k] = (float) (outcomes[k] - forecast);
      size += Float.isFinite(forecast) ? Math.abs(forecast) : 0;
    }
  }

  /** Writes each lead's correction of the median, scaled; repeats beyond the compared slots. */
  void write(float[] result) {
    float most = (float) (MOST * size / Math.max(1, days * length));
    if (days == DAYS) {
      order();
    }
    for (int k = 0; k < length; k++) {
      boolean complete = days == DAYS && Float.isFinite(all[k]);
      medians[k] = Math.clamp(complete ? medianInOrder(k) : median(k), -most, most);
    }
    sum();
    for (int k = 0; k < Math.min(length, result.length); k++) {
      result[k] = around(k);
    }
    for (int k = length; k < result.length; k++) {
      result[k] = result[k - length];
    }
  }

  /** Puts the errors of seven days in order, all slots side by side: no branch, no search. */
  private void order() {
    System.arraycopy(errors[0], 0, all, 0, length);
    for (int day = 0; day < DAYS; day++) {
      System.arraycopy(errors[day], 0, ordered[day], 0, length);
    }
    for (int day = 1; day < DAYS; day++) {
      float[] error = errors[day];
      for (int k = 0; k < length; k++) {
        all[k] += error[k];
      }
    }
    for (int[] pair : IN_ORDER) {
      float[] low = ordered[pair[0]];
      float[] high = ordered[pair[1]];
      for (int k = 0; k < length; k++) {
        float a = low[k];
        float b = high[k];
        low[k] = Math.min(a, b);
        high[k] = Math.max(a, b);
      }
    }
  }

  /** As {@link #median}: the mean of the fifth and the sixth of seven in order and three zeros. */
  private float medianInOrder(int slot) {
    float fifth = Math.max(ordered[1][slot], Math.min(ordered[4][slot], 0));
    float sixth = Math.max(ordered[2][slot], Math.min(ordered[5][slot], 0));
    return (fifth + sixth) / 2;
  }

  /** Of the errors at a slot and of some that are none. */
  private float median(int slot) {
    int count = PRIOR_DAYS;
    Arrays.fill(sorted, 0, count, 0);
    for (int day = 0; day < days; day++) {
      float error = errors[day][slot];
      if (Float.isFinite(error)) {
        int place = count++;
        while (place > 0 && sorted[place - 1] > error) {
          sorted[place] = sorted[place - 1];
          place--;
        }
        sorted[place] = error;
      }
    }
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }

  private void sum() {
    for (int i = 0; i < length + 2 * width; i++) {
      int k = i - width;
      boolean inside = k >= 0 && k < length;
      double median = inside || round ? medians[inside ? k : Math.floorMod(k, length)] : 0;
      sums[i + 1] = sums[i] + median;
    }
  }

  private float around(int slot) {
    int from = round ? slot - width : Math.max(0, slot - width);
    int to = round ? slot + width : Math.min(length - 1, slot + width);
    return (float) ((sums[to + width + 1] - sums[from + width]) / (to - from + 1));
  }
}
