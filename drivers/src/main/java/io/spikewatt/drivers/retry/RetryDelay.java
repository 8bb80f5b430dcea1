package io.spikewatt.drivers.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Doubling waits between tries in real time, spread by a quarter so that many gateways do not come
 * back to one server in the same second. Pure: waits for nothing and reads no clock.
 */
public final class RetryDelay {

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first wait after the first failure
   * @param longest bound of the doubling, before the spread
   */
  public RetryDelay(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /** The wait after one more failure: doubled, bounded, then 75 % to 125 % of that. */
  public Duration next() {
    long doubled = first.toMillis() << Math.min(failures, 20);
    failures++;
    long bounded = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(Math.round(bounded * random.nextDouble(0.75, 1.25)));
  }

  /** The next failure counts as the first. */
  public void reset() {
    failures = 0;
  }
}
