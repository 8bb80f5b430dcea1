package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;

/**
 * The slots of a horizon on the calendar.
 *
 * @param slot length of a slot, {@code > 0}; slots begin at its multiples since the epoch, UTC
 * @param fine slots of that length, {@code >= 2}
 * @param later slots of an hour each after those
 */
public record SlotGrid(Duration slot, int fine, int later) {

  /** Quarter hours over 36 hours. */
  public static final SlotGrid QUARTER_HOURS =
      new SlotGrid(QuarterHour.LENGTH, QuarterHour.count(Site.Control.USUAL_HORIZON), 0);

  private static final int MILLIS_PER_HOUR = 3_600_000;

  /** Slots of the longest horizon. */
  public int most() {
    return fine + later;
  }

  /** Length of slot {@code k}, in hours. */
  double hours(int k) {
    return k < fine ? hours() : 1;
  }

  /** Length of a fine slot, in hours. */
  double hours() {
    return (double) slot.toMillis() / MILLIS_PER_HOUR;
  }

  /** Number of fine slots that pass until slot {@code k} begins. */
  int fineBefore(int k) {
    return k <= fine ? k : fine + (k - fine) * (int) (MILLIS_PER_HOUR / slot.toMillis());
  }

  int perDay() {
    return (int) (Duration.ofDays(1).toMillis() / slot.toMillis());
  }

  /** Start of the fine slot that begins {@code slots} of them after {@code start}. */
  Instant after(Instant start, long slots) {
    return start.plusMillis(slots * slot.toMillis());
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
