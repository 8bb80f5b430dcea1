package io.spikewatt.hal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Wall time for irreversible decisions, which a jump of the host's clock moves only after the clock
 * ran steadily for five minutes; until then monotonic time continues the earlier wall time. The
 * first reading counts at once. Confined to one thread.
 */
public final class SettledClock {

  /** Steady time after a jump before the new time counts. */
  public static final Duration SETTLES_AFTER = Duration.ofMinutes(5);

  /** Steps up to this size count at once: a disciplined clock moves in small steps. */
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
