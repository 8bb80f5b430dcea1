package io.spikewatt.hal.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Times from outside: messages, commands, files. Only the years 1970 to 2199 count, so that no
 * difference of two times overflows, not even in nanoseconds.
 */
public final class Timestamp {

  /** The text expected by {@link #parse}, for errors. */
  public static final String EXPECTED = "an RFC 3339 time of the years 1970 to 2199";

  private static final Instant FIRST = Instant.EPOCH;

  /** First time that no longer counts. */
  public static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

  private Timestamp() {}

  /** The time of an RFC 3339 text; empty if it has none, or none that counts. */
  public static Optional<Instant> parse(String text) {
    try {
      return counting(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The same; otherwise throws DateTimeException with the expected and the actual text. */
  public static Instant require(String text) {
    return parse(text)
        .orElseThrow(
            () -> new DateTimeException("expected " + EXPECTED + ", found \"" + text + "\""));
  }

  /** Whether a time counts. */
  public static boolean counts(Instant at) {
    return !at.isBefore(FIRST) && at.isBefore(END);
  }

  /** The time of Unix milliseconds; empty if out of range. */
  public static Optional<Instant> ofMillis(double millis) {
    return millis >= 0 && millis < END.toEpochMilli()
        ? counting(Instant.ofEpochMilli((long) millis))
        : Optional.empty();
  }

  private static Optional<Instant> counting(Instant at) {
    return Optional.of(at).filter(Timestamp::counts);
  }
}
