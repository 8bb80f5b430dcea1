package io.spikewatt.inference.nowcast;

import java.util.Arrays;

/** The last minutes of a series. NaN = unknown. */
final class MinuteRing {
  private final float[] values;
  private int newest;

  /**
   * @param minutes how many it keeps
   */
  MinuteRing(int minutes) {
    values = new float[minutes];
    clear();
  }

  void clear() {
    Arrays.fill(values, Float.NaN);
  }

  int size() {
    return values.length;
  }

  void add(double value) {
    newest = newest + 1 == values.length ? 0 : newest + 1;
    values[newest] = (float) value;
  }

  /** The value {@code minutes} before the newest, fewer than {@link #size}. */
  float ago(int minutes) {
    int at = newest - minutes;
    return values[at < 0 ? at + values.length : at];
  }

  /**
   * Mean of the known minutes from {@code oldest} to {@code newest} before the newest, both
   * inclusive; NaN if fewer than the share {@code known} of them are known.
   */
  double mean(int oldest, int newest, double known) {
    double sum = 0;
    int count = 0;
    for (int k = oldest; k >= newest; k--) {
      float value = ago(k);
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return count > 0 && count >= known * (oldest - newest + 1) ? sum / count : Double.NaN;
  }
}
