package io.spikewatt.hal.time;

import java.time.Duration;
import java.time.Instant;

/** The time step of history, forecasts, prices and plans. */
public final class QuarterHour {

  /** Length of a slot. */
  public static final Duration LENGTH = Duration.ofMinutes(15);

  /** Slots an hour. */
  public static final int PER_HOUR = 4;

  /** Slots a day. */
  public static final int PER_DAY = 24 * PER_HOUR;

  private QuarterHour() {}

  /** Number of whole slots in a time. */
  public static int count(Duration time) {
    return (int) time.dividedBy(LENGTH);
  }

  /** Start of the slot that contains a time; slots of UTC are those of every zone in use. */
  public static Instant startOf(Instant time) {
    long seconds = LENGTH.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
  }
}
