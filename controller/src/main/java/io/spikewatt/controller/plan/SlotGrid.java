package io.spikewatt.controller.plan;

import io.spikewatt.controller.history.QuarterHour;
import java.time.Duration;
import java.time.Instant;

/**
 * The slots of a horizon on the calendar.
 *
 * @param slot length of a slot, {@code > 0}; slots begin at its multiples since the epoch, UTC
 * @param most slots of the longest horizon, {@code >= 2}
 */
public record SlotGrid(Duration slot, int most) {

  /** Quarter hours over 36 hours. */
  public static final SlotGrid QUARTER_HOURS =
      new SlotGrid(QuarterHour.LENGTH, QuarterHour.HORIZON);

  private static final double MILLIS_PER_HOUR = 3_600_000.0;

  double hours() {
    return slot.toMillis() / MILLIS_PER_HOUR;
  }

  int perDay() {
    return (int) (Duration.ofDays(1).toMillis() / slot.toMillis());
  }

  /** Number of the slot that contains {@code instant}, counted from the epoch. */
  long number(Instant instant) {
    return Math.floorDiv(instant.toEpochMilli(), slot.toMillis());
  }

  /** Start of the slot that contains {@code instant}. */
  Instant floor(Instant instant) {
    return Instant.ofEpochMilli(number(instant) * slot.toMillis());
  }
}
