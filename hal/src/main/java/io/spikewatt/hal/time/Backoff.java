package io.spikewatt.hal.time;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exponential backoff: each failure doubles the wait until the next try, up to a bound. It never
 * gives up. It neither sleeps nor reads a clock.
 */
public final class Backoff {

  /** Longest wait for a link or a device that is down. */
  public static final Duration LONGEST = Duration.ofSeconds(30);

  /** Shorter than a cycle, so that one lost answer costs one cycle. */
  private static final Duration FIRST = Duration.ofMillis(500);

  /** 2^20 first waits exceed every bound in use; the cap keeps the shift from overflowing. */
  private static final int MOST_DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private final @Nullable RandomGenerator jitter;
  private final double least;
  private final double most;
  private int failures;
  private @Nullable Moment retryAt;

  /** Half a second after the first failure, {@link #LONGEST} at most. */
  public Backoff() {
    this(LONGEST);
  }

  /** Half a second after the first failure; {@code longest} bounds a wait. */
  public Backoff(Duration longest) {
    this(FIRST, longest, null, 1, 1);
  }

  private Backoff(
      Duration first,
      Duration longest,
      @Nullable RandomGenerator jitter,
      double least,
      double most) {
    this.first = first;
    this.longest = longest;
    this.jitter = jitter;
    this.least = least;
    this.most = most;
  }

  /** With jitter of ±25 %, so that many gateways do not return to a server in the same second. */
  public static Backoff withJitter(Duration first, Duration longest, RandomGenerator jitter) {
    return new Backoff(first, longest, jitter, 0.75, 1.25);
  }

  /** With jitter from a tenth of the wait to all of it; the durations bound it. */
  public static Backoff withFullJitter(Duration first, Duration longest, RandomGenerator jitter) {
    return new Backoff(first, longest, jitter, 0.1, 1);
  }

  /** Whether a try is due. */
  public boolean ready(Moment now) {
    return retryAt == null || !now.isBefore(retryAt);
  }

  /** Time until the next try is due; zero if it is. */
  public Duration left(Moment now) {
    return retryAt == null || ready(now) ? Duration.ZERO : retryAt.since(now);
  }

  /** The fault and the seconds until the next try. */
  public String why(String fault, Moment now) {
    return fault + "; next try in " + Math.ceilDiv(left(now).toMillis(), 100) / 10.0 + " s";
  }

  /** Records a failed try; returns the time until the next one is due. */
  public Duration failed(Moment now) {
    Duration wait = wait(failures);
    retryAt = now.plus(wait);
    failures++;
    return wait;
  }

  /** Clears all failures. */
  public void succeeded() {
    failures = 0;
    retryAt = null;
  }

  /** Failures in a row. */
  public int failures() {
    return failures;
  }

  private Duration wait(int failuresBefore) {
    Duration doubled = first.multipliedBy(1L << Math.min(failuresBefore, MOST_DOUBLINGS));
    Duration bounded = doubled.compareTo(longest) < 0 ? doubled : longest;
    if (jitter == null) {
      return bounded;
    }
    return Duration.ofMillis(Math.round(bounded.toMillis() * jitter.nextDouble(least, most)));
  }
}
