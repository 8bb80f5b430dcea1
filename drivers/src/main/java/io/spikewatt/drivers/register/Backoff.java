package io.spikewatt.drivers.register;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When to try again after failures. Pure: it waits for nothing and reads no clock.
 *
 * <p>The first wait is shorter than a cycle, so that one lost answer costs one cycle; then the
 * waits double from a second up to the longest. It never gives up.
 */
public final class Backoff {

  /** Longest wait of a link or a device that is down. */
  public static final Duration LONGEST = Duration.ofSeconds(30);

  private static final Duration FIRST = Duration.ofMillis(500);

  private final Duration longest;
  private int failures;
  private @Nullable Moment retryAt;

  public Backoff() {
    this(LONGEST);
  }

  /**
   * @param longest upper bound of the wait between two tries
   */
  public Backoff(Duration longest) {
    this.longest = longest;
  }

  /** Whether a try is due. */
  public boolean ready(Moment now) {
    return retryAt == null || !now.isBefore(retryAt);
  }

  /** Time until the next try is due; zero if it is. */
  public Duration left(Moment now) {
    return retryAt == null || ready(now) ? Duration.ZERO : retryAt.since(now);
  }

  /** For people: what went wrong, and in how many seconds the next try is due. */
  public String why(String fault, Moment now) {
    return fault + "; next try in " + Math.ceilDiv(left(now).toMillis(), 100) / 10.0 + " s";
  }

  /** Notes a failed try. */
  public void failed(Moment now) {
    retryAt = now.plus(wait(failures));
    failures++;
  }

  /** Forgets all failures. */
  public void succeeded() {
    failures = 0;
    retryAt = null;
  }

  /** Failures in a row. */
  public int failures() {
    return failures;
  }

  private Duration wait(int failuresBefore) {
    if (failuresBefore == 0) {
      return FIRST;
    }
    // 2^20 s is beyond every longest wait in use; the cap keeps the shift from overflowing.
    Duration doubled = Duration.ofSeconds(1L << Math.min(failuresBefore - 1, 20));
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
