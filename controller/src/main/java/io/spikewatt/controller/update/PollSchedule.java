package io.spikewatt.controller.update;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When the update server is asked next: after the time that it names, or, after failures, after a
 * wait that doubles. In wall time, because it outlives the process.
 *
 * @param askedAt when it was asked last
 * @param pause time until it may be asked again
 * @param failures in a row
 */
public record PollSchedule(Instant askedAt, Duration pause, int failures) {

  /** Asked for without the server's word. */
  static final Duration USUAL = Duration.ofMinutes(5);

  /** What a server may ask for, whatever it says. */
  static final Duration LEAST = Duration.ofSeconds(30);

  static final Duration MOST = Duration.ofDays(1);

  private static final Duration LONGEST_RETRY = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 7;

  /** The server may be asked at once. */
  public static final PollSchedule NOW = new PollSchedule(Instant.EPOCH, Duration.ZERO, 0);

  /** Whether the time has come; also after the host's clock was set back. */
  public boolean due(Instant now) {
    return left(now).isZero();
  }

  /** Time until the server may be asked; zero if it may. */
  public Duration left(Instant now) {
    Duration left = Duration.between(now, askedAt.plus(pause));
    return left.isNegative() || now.isBefore(askedAt) ? Duration.ZERO : left;
  }

  /**
   * After an answer.
   *
   * @param sleep that the server asks for; bounded to 30 s..1 day
   */
  PollSchedule answered(Instant now, Duration sleep) {
    Duration bounded = sleep.compareTo(LEAST) < 0 ? LEAST : sleep;
    return new PollSchedule(now, bounded.compareTo(MOST) > 0 ? MOST : bounded, 0);
  }

  /**
   * After a failure: 30 s, doubled by each further one up to an hour, less up to a quarter, so that
   * the gateways of a fleet do not return to a server in the same second.
   */
  PollSchedule failed(Instant now, RandomGenerator jitter) {
    Duration doubled = LEAST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    Duration bounded = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
    long millis = Math.round(bounded.toMillis() * jitter.nextDouble(0.75, 1));
    return new PollSchedule(now, Duration.ofMillis(millis), failures + 1);
  }
}
