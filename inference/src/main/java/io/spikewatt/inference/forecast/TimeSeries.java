package io.spikewatt.inference.forecast;

import java.time.Duration;
import java.time.Instant;

/**
 * A regular series of slot means. NaN marks a slot without a value: it never reads as zero, and it
 * is the one place where this library lets NaN in.
 *
 * @param start start of the first slot
 * @param step length of a slot, 5 to 60 minutes, a divisor of one day
 * @param values one value a slot, NaN = missing; not to be changed by readers
 */
public record TimeSeries(Instant start, Duration step, double[] values) {

  /** End of the last slot: the first instant that is not covered. */
  public Instant end() {
    return start.plus(step.multipliedBy(values.length));
  }

  /** Number of slots in a day. */
  public int slotsPerDay() {
    return (int) (Duration.ofDays(1).toNanos() / step.toNanos());
  }
}
