package io.spikewatt.inference.blend;

/** The clearest of the last weeks' days: production at a time of day under a clear sky. */
final class RecentMaximum {
  private static final int DAYS = 21;

  private RecentMaximum() {}

  /**
   * Greatest value at the time of a row in the three weeks before it; 0 without any.
   *
   * @param values one a slot, NaN = not measured
   * @param row from 0; it may lie beyond the last value
   */
  static double at(double[] values, int slotsPerDay, int row) {
    double most = 0;
    for (int back = 1; back <= DAYS; back++) {
      int at = row - back * slotsPerDay;
      if (at >= 0 && at < values.length && values[at] > most) {
        most = values[at];
      }
    }
    return most;
  }
}
