package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import java.util.Arrays;

/**
 * The minutes that nowcasts are made from: power and index of the last week, and the sky of the
 * coming hour. A short gap is bridged by the last known minute; a longer one leaves nothing to
 * carry on. Confined to one thread.
 */
final class MinuteState {
  static final int DAY = 1440;

  /** A week, and the hour in which its windows end. */
  static final int RING = 7 * DAY + NowcastWindows.HORIZON + 1;

  /** Unknown minutes in a row after which nothing is nowcast. */
  private static final int LONGEST_GAP = 5;

  /** Share of a window's minutes that must be known for an outcome. */
  private static final double KNOWN = 0.9;

  private final SkyIndex sky;
  private final MinuteRing power = new MinuteRing(NowcastWindows.HORIZON + 1);
  private final MinuteRing index = new MinuteRing(RING);
  private long minute;
  private int unknown = LONGEST_GAP + 1;
  private float last = Float.NaN;

  MinuteState(SeriesKind kind, NowcastSettings settings) {
    sky = new SkyIndex(kind, settings);
  }

  /** Takes the next minute, {@code minute} minutes since 1970; NaN = unknown. */
  void observe(long minute, double powerW) {
    this.minute = minute;
    double value = sky.observe(minute, powerW);
    power.add(powerW);
    index.add(value);
    if (Double.isNaN(value)) {
      unknown = Math.min(unknown + 1, RING);
    } else {
      unknown = 0;
      last = (float) value;
    }
  }

  /** Forgets all minutes, but not the sky. */
  void clear() {
    power.clear();
    index.clear();
    unknown = LONGEST_GAP + 1;
    last = Float.NaN;
  }

  /** Newest minute, since 1970. */
  long minute() {
    return minute;
  }

  SkyIndex sky() {
    return sky;
  }

  MinuteRing index() {
    return index;
  }

  /** Newest known index. */
  float last() {
    return last;
  }

  boolean known() {
    return !Double.isNaN(last);
  }

  /** Whether the newest known minute is recent enough to be carried on. */
  boolean current() {
    return unknown <= LONGEST_GAP;
  }

  /** Mean power, W, of the window that ends with the newest minute; NaN if too little is known. */
  double outcome(int window) {
    return power.mean(NowcastWindows.minutes(window) - 1, 0, KNOWN);
  }

  /** Mean of the known indices of the last {@code count} minutes, or of the newest known one. */
  double meanOf(int count) {
    double mean = index.mean(count - 1, 0, 0);
    return !Double.isNaN(mean) ? mean : last;
  }

  /** Standard deviation of the known indices of the last {@code count} minutes. */
  double deviation(int count) {
    double mean = meanOf(count);
    double squares = 0;
    int known = 0;
    for (int k = 0; k < count; k++) {
      double off = index.ago(k) - mean;
      if (!Double.isNaN(off)) {
        squares += off * off;
        known++;
      }
    }
    return known == 0 ? 0 : Math.sqrt(squares / known);
  }

  /** The last minutes of a series. NaN = unknown. */
  static final class MinuteRing {
    private final float[] values;
    private int newest;

    /** {@code minutes} is the number that it keeps. */
    MinuteRing(int minutes) {
      values = new float[minutes];
      clear();
    }

    void clear() {
      Arrays.fill(values, Float.NaN);
    }

    void add(double value) {
      newest = newest + 1 == values.length ? 0 : newest + 1;
      values[newest] = (float) value;
    }

    /** The value {@code minutes} before the newest, fewer than it keeps. */
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
}
