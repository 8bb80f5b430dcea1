package io.spikewatt.inference.feature;

import java.util.Arrays;

/**
 * The minutes of the slot that runs, and of the three hours before it, so that features can be made
 * between two slots. Of older slots only the means count, as if power were constant within them.
 * Confined to one thread.
 */
public final class RunningSlot {
  private static final int HOURS = 3;

  /** Minutes of the newest mean. */
  private static final int NEWEST = 3;

  private final int slotMinutes;
  private final double[] ring;
  private long next = Long.MIN_VALUE;

  /** {@code slotMinutes}: minutes of a slot, 2 to 60. */
  public RunningSlot(int slotMinutes) {
    if (slotMinutes < 2 || slotMinutes > 60) {
      throw new IllegalArgumentException("slots of " + slotMinutes + " minutes");
    }
    this.slotMinutes = slotMinutes;
    ring = new double[HOURS * 60 + 2 * slotMinutes];
    Arrays.fill(ring, Double.NaN);
  }

  /**
   * Takes the mean of a minute. Minutes ascend; one that is skipped is missing, one that is not
   * after the last is dropped.
   *
   * @param minute minutes since 1970
   * @param value mean in the series' unit, NaN = missing
   */
  public void observe(long minute, double value) {
    if (minute < next) {
      return;
    }
    if (next == Long.MIN_VALUE || minute - next >= ring.length) {
      Arrays.fill(ring, Double.NaN);
      next = minute;
    }
    while (next < minute) {
      ring[place(next++)] = Double.NaN;
    }
    ring[place(next++)] = Double.isFinite(value) ? value : Double.NaN;
  }

  private int place(long minute) {
    return (int) Math.floorMod(minute, (long) ring.length);
  }

  /** Number of the running slot since 1970; a slot that has just ended is not running. */
  public long slot() {
    return Math.floorDiv(next, (long) slotMinutes);
  }

  /** Elapsed minutes of the running slot, 0 to one less than a slot has. */
  public int minutesOver() {
    return next == Long.MIN_VALUE ? 0 : (int) Math.floorMod(next, (long) slotMinutes);
  }

  /** Elapsed share of the running slot, 0 to below 1. */
  public double elapsed() {
    return (double) minutesOver() / slotMinutes;
  }

  /** Whether the last minute was measured, and most of those of the running slot. */
  public boolean isKnown() {
    int over = minutesOver();
    int known = 0;
    for (int m = 0; m < over; m++) {
      known += Double.isNaN(ring[place(next - over + m)]) ? 0 : 1;
    }
    return over > 0 && !Double.isNaN(ring[place(next - 1)]) && 2 * known > over;
  }

  /** Mean of the last three minutes less that of a slot's minutes; NaN if one is not known. */
  public double change() {
    return next == Long.MIN_VALUE ? Double.NaN : mean(NEWEST) - mean(slotMinutes);
  }

  private double mean(int minutes) {
    double sum = 0;
    for (int m = 1; m <= minutes; m++) {
      sum += ring[place(next - m)];
    }
    return sum / minutes;
  }

  /**
   * Mean power of the running slot's elapsed minutes times their share of it; a missing minute
   * counts as the mean of the known ones. NaN if none is known.
   */
  double running() {
    int over = minutesOver();
    double sum = 0;
    int known = 0;
    for (int m = 0; m < over; m++) {
      double value = ring[place(next - over + m)];
      if (!Double.isNaN(value)) {
        sum += value;
        known++;
      }
    }
    return sum / known * elapsed();
  }

  /** The same of the slot {@code ago} (at least 1) slots before; NaN if a minute is not known. */
  double earlier(int ago) {
    int over = minutesOver();
    if (ago * slotMinutes + over > ring.length) {
      return Double.NaN;
    }
    long from = next - over - (long) ago * slotMinutes;
    double sum = 0;
    for (int m = 0; m < over; m++) {
      sum += ring[place(from + m)];
    }
    return sum / slotMinutes;
  }
}
