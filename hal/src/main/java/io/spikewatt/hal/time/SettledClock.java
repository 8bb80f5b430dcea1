package io.spikewatt.hal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Wall time that a jump of the host's clock does not move at once: until the clock has gone on
 * steadily for five minutes, monotonic time carries the earlier wall time on. What ends or counts
 * for good asks it, so that a clock that is wrong for a moment ends nothing. The first reading
 * counts at once. Confined to one thread.
 */
public final class SettledClock {

  /** How long a clock must go on after a jump before it counts. */
  public static final Duration SETTLES_AFTER = Duration.ofMinutes(5);

  /** Steps up to this size count at once: a clock that is disciplined moves in small steps. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private Optional<Moment> settled = Optional.empty();

  /** First reading after the last jump; empty while the clock is settled. */
  private Optional<Moment> jumped = Optional.empty();

  /** The settled wall time at a reading; readings come in monotonic order. */
  public Instant at(Moment now) {
    if (settled.isEmpty() || goesOn(settled.get(), now)) {
      return settle(now);
    }
    if (jumped.isEmpty() || !goesOn(jumped.get(), now)) {
      jumped = Optional.of(now);
    } else if (now.since(jumped.get()).compareTo(SETTLES_AFTER) >= 0) {
      return settle(now);
    }
    return carriedOn(settled.get(), now);
  }

  private Instant settle(Moment now) {
    settled = Optional.of(now);
    jumped = Optional.empty();
    return now.instant();
  }

  private static boolean goesOn(Moment from, Moment now) {
    Duration step = Duration.between(carriedOn(from, now), now.instant());
    return step.abs().compareTo(TOLERANCE) <= 0;
  }

  private static Instant carriedOn(Moment from, Moment now) {
    return from.instant().plus(now.since(from));
  }
}
