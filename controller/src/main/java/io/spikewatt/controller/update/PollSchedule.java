package io.spikewatt.controller.update;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Time of the next poll of the update server. The server names the pause; after failures the pause
 * doubles. In wall time, because it outlives the process.
 *
 * @param polledAt time of the last poll
 * @param pause least time between it and the next one
 * @param failures in a row
 */
public record PollSchedule(Instant polledAt, Duration pause, int failures) {

  /** The pause where the server names none. */
  static final Duration USUAL = Duration.ofMinutes(5);

  /** Bounds of the pause that a server may name. */
  static final Duration LEAST = Duration.ofSeconds(30);

  static final Duration MOST = Duration.ofDays(1);

  private static final Duration LONGEST_RETRY = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 7;

  /** A poll is due at once. */
  public static final PollSchedule NOW = new PollSchedule(Instant.EPOCH, Duration.ZERO, 0);

  /** Whether the time has come; also after the host's clock was set back. */
  public boolean due(Instant now) {
    return left(now).isZero();
  }

  /** Time until a poll is due; zero if it is. */
  public Duration left(Instant now) {
    Duration left = Duration.between(now, polledAt.plus(pause));
    return left.isNegative() || now.isBefore(polledAt) ? Duration.ZERO : left;
  }

  /**
   * After an answer.
   *
   * @param sleep pause that the server names; bounded to 30 s..1 day
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
