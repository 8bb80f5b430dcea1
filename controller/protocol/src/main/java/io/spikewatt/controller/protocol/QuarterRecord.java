package io.spikewatt.controller.protocol;

import java.time.Instant;

/**
 * One row of a gateway's record: a quantity of a quarter hour, or an event. Energy is computed at
 * the gateway alone.
 *
 * @param at start of the quarter hour, or time of the event, UTC
 * @param kind of the row, for example {@code load-w} or {@code event:peer-limit}; with the gateway
 *     and the time it names the row
 * @param revision 0 = as first recorded; a corrected row has a higher one
 * @param value of the kind's unit; NaN is not allowed, because a missing value has no row
 * @param text of an event; empty otherwise
 */
public record QuarterRecord(Instant at, String kind, int revision, double value, String text) {

  /** A clock that was never set shows less, and a database may not hold more. */
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");
  private static final int LONGEST = 1000;

  public QuarterRecord {
    if (!Double.isFinite(value) || revision < 0) {
      throw new IllegalArgumentException("a value of %s, revision %d".formatted(value, revision));
    }
    if (!plausible(at)) {
      throw new IllegalArgumentException(
          "a time from %s to %s expected, found %s".formatted(FIRST, LAST, at));
    }
    if (kind.isEmpty() || kind.length() > LONGEST || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a kind of 1 to %d characters and a text of at most as many expected".formatted(LONGEST));
    }
  }

  /** Whether a row may have this time: in the years 2000 to 2099. */
  public static boolean plausible(Instant at) {
    return !at.isBefore(FIRST) && at.isBefore(LAST);
  }
}
