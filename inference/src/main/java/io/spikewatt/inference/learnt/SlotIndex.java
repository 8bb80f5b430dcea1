package io.spikewatt.inference.learnt;

import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;

/** Slots since 1970, to compare rows of different histories, and the part that a model uses. */
final class SlotIndex {
  /** History beyond this changes no feature noticeably: the longest lag is four weeks. */
  private static final int LEAST_DAYS = 63;

  private static final int WEEK = 7;
  private static final long NANOS = 1_000_000_000;

  /** The longest part of a history that one origin uses, days. */
  static final int WINDOW_DAYS = LEAST_DAYS + WEEK;

  private SlotIndex() {}

  /** Number of the slot in which a series starts. */
  static long start(TimeSeries series) {
    return Math.floorDiv(series.start().getEpochSecond(), series.step().toSeconds());
  }

  /** Nanoseconds from a slot's beginning to a series' start: series that differ share no rows. */
  static long phase(TimeSeries series) {
    Instant start = series.start();
    long second = start.getEpochSecond();
    int nano = start.getNano();
    return NANOS * Math.floorMod(second, series.step().toSeconds()) + nano;
  }

  /**
   * First slot that a model uses from an origin: nine to ten weeks back, moving once a week, so
   * that the origins of a week use the same rows and share their results. It depends on nothing but
   * the origin and the history's start.
   */
  static long window(long historyStart, long origin, int slotsPerDay) {
    long week = (long) WEEK * slotsPerDay;
    long anchor = Math.floorDiv(origin - (long) LEAST_DAYS * slotsPerDay, week) * week;
    return Math.max(historyStart, anchor);
  }
}
