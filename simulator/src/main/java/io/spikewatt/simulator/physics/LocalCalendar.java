package io.spikewatt.simulator.physics;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/** A site's local date and time of day without allocating a date for every second. */
final class LocalCalendar {

  private static final long HOUR = 3_600;

  private final ZoneRules rules;
  private long cachedHour = Long.MIN_VALUE;
  private long cachedOffset;

  LocalCalendar(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /** Local date as days since 1970-01-01. */
  long epochDay(long epochSecond) {
    return Math.floorDiv(local(epochSecond), 86_400L);
  }

  /** Seconds since local midnight by the wall clock, 0..86399. */
  int secondOfDay(long epochSecond) {
    return (int) Math.floorMod(local(epochSecond), 86_400L);
  }

  /** Whether a date is a Saturday or a Sunday; 1970-01-01 was a Thursday. */
  static boolean weekend(long epochDay) {
    long day = Math.floorMod(epochDay + 3, 7L);
    return day >= 5;
  }

  private long local(long epochSecond) {
    // Offsets change on full hours UTC in every zone in use.
    long hour = Math.floorDiv(epochSecond, HOUR);
    if (hour != cachedHour) {
      cachedOffset = rules.getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
      cachedHour = hour;
    }
    return epochSecond + cachedOffset;
  }
}
