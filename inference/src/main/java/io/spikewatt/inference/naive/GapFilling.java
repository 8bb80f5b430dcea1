package io.spikewatt.inference.naive;

import io.spikewatt.inference.feature.SeriesKind;

/**
 * Fills gaps by a fixed rule: up to three hours by a straight line between their ends; a longer
 * one, or one that is still open, from a week before (production: a day before), else a day (a
 * week) before, else by the last value.
 */
public final class GapFilling {
  private static final int SHORT_HOURS = 3;

  private GapFilling() {}

  /** A copy without holes; rows before the first value take that value. */
  public static double[] filled(double[] values, int slotsPerDay, SeriesKind kind) {
    double[] z = values.clone();
    int gap = 0;
    while (gap < z.length) {
      int end = end(z, gap);
      if (gap > 0 && end < z.length && end - gap <= shortest(slotsPerDay)) {
        for (int k = gap; k < end; k++) {
          double share = (double) (k - gap + 1) / (end - gap + 1);
          z[k] = (1 - share) * z[gap - 1] + share * z[end];
        }
      }
      gap = end + 1;
    }
    int first = kind.followsWeek() ? 7 * slotsPerDay : slotsPerDay;
    int second = kind.followsWeek() ? slotsPerDay : 7 * slotsPerDay;
    double last = firstGood(values);
    for (int k = 0; k < z.length; k++) {
      if (Double.isNaN(z[k])) {
        z[k] = k >= first ? z[k - first] : k >= second ? z[k - second] : last;
      }
      last = z[k];
    }
    return z;
  }

  /** Whether an origin is in a gap that will be interpolated, but is unknown at that origin. */
  public static boolean openAt(double[] values, int origin, int slotsPerDay) {
    if (origin == 0 || origin >= values.length || !Double.isNaN(values[origin - 1])) {
      return false;
    }
    int from = origin - 1;
    while (from > 0 && Double.isNaN(values[from - 1])) {
      from--;
    }
    return Double.isNaN(values[origin])
        ? end(values, from) - from <= shortest(slotsPerDay)
        : origin - from <= shortest(slotsPerDay);
  }

  /** First row from {@code from} on that is not missing, or the number of rows. */
  private static int end(double[] values, int from) {
    int k = from;
    while (k < values.length && Double.isNaN(values[k])) {
      k++;
    }
    return k;
  }

  private static int shortest(int slotsPerDay) {
    return SHORT_HOURS * slotsPerDay / 24;
  }

  private static double firstGood(double[] values) {
    int k = end(values, 0);
    if (k == values.length) {
      throw new IllegalArgumentException("a series without a single value");
    }
    return values[k];
  }
}
