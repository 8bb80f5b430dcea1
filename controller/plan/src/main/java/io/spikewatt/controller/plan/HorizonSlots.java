package io.spikewatt.controller.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * The slots of one plan on the calendar.
 *
 * @param start of the running slot
 * @param count slots that the forecasts cover, {@code >= 1}
 * @param leftHours rest of the running slot, {@code > 0}
 */
record HorizonSlots(SlotGrid grid, Instant start, int count, double leftHours) {

  private static final double MILLIS_PER_HOUR = 3_600_000;

  static HorizonSlots of(SlotGrid grid, Instant now, int count) {
    Instant start = grid.floor(now);
    // At least a second, so that a plan made at the very end of a slot still has a first slot.
    long leftMillis = Math.max(1000, Duration.between(now, start.plus(grid.slot())).toMillis());
    return new HorizonSlots(grid, start, count, leftMillis / MILLIS_PER_HOUR);
  }

  /** Length of slot {@code k}, of the running one the rest. */
  double hours(int k) {
    return k == 0 ? leftHours : grid.hours(k);
  }

  /** Length of each slot. */
  double[] hours() {
    return each(this::hours);
  }

  /** The same value for each slot. */
  double[] all(double value) {
    return each(k -> value);
  }

  /** A value for each slot, by its number. */
  double[] each(IntToDoubleFunction value) {
    double[] values = new double[count];
    Arrays.setAll(values, value);
    return values;
  }

  Instant start(int k) {
    return grid.after(start, grid.fineBefore(k));
  }

  /** Slots of the grid's own length; the hours follow. */
  int fine() {
    return Math.min(count, grid.fine());
  }

  Instant end() {
    return start(count);
  }

  /** Mean of a value over the fine slots of slot {@code k}, by their starts. */
  double mean(int k, ToDoubleFunction<Instant> value) {
    int from = grid.fineBefore(k);
    int to = grid.fineBefore(k + 1);
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += value.applyAsDouble(grid.after(start, i));
    }
    return sum / (to - from);
  }

  /** Number of the running slot, counted from the epoch. */
  long epoch() {
    return grid.number(start);
  }

  /** Hours from the plan's start to {@code instant}. */
  double hoursUntil(Instant instant) {
    return Duration.between(start(1), instant).toMillis() / MILLIS_PER_HOUR + leftHours;
  }

  /** Share of slot {@code k} before {@code instant}, 0..1 of the slot's remaining time. */
  double shareBefore(int k, Instant instant) {
    double left = hours(k);
    // In milliseconds, because this runs for each session and slot: instants would be garbage.
    long end = start.toEpochMilli() + grid.fineBefore(k + 1) * grid.slot().toMillis();
    long from = end - (long) (left * MILLIS_PER_HOUR);
    double before = (instant.toEpochMilli() - from) / MILLIS_PER_HOUR;
    return Math.clamp(before / left, 0, 1);
  }
}
