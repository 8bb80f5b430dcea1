package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.WeatherColumns;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A regular series of slot means. NaN marks a slot without a value, so that it never reads as zero;
 * no other input of this library may hold NaN.
 *
 * @param start start of the first slot
 * @param step length of a slot, 5 to 60 minutes, a divisor of one day
 * @param values one value a slot, NaN = missing; not to be changed by readers
 * @param weather on the same rows; predictions may reach beyond the last slot
 */
public record TimeSeries(Instant start, Duration step, double[] values, WeatherColumns weather) {

  private static final long NANOS_PER_DAY = Duration.ofDays(1).toNanos();

  /** A series with nothing known of the weather. */
  public TimeSeries(Instant start, Duration step, double[] values) {
    this(start, step, values, WeatherColumns.NONE);
  }

  /** End of the last slot: the first instant that is not covered. */
  public Instant end() {
    return start.plus(step.multipliedBy(values.length));
  }

  public int slotsPerDay() {
    return (int) (NANOS_PER_DAY / step.toNanos());
  }

  /** Number of slots with a value. */
  public int goodSlots() {
    return (int) Arrays.stream(values).filter(Double::isFinite).count();
  }

  /** Mean absolute value; there is at least one. */
  public double meanSize() {
    return Arrays.stream(values).filter(Double::isFinite).map(Math::abs).average().orElseThrow();
  }

  /** First slot with a value, or their number if there is none. */
  public int firstGood() {
    int first = 0;
    while (first < values.length && !Double.isFinite(values[first])) {
      first++;
    }
    return first;
  }

  /** The first {@code rows} slots: the history known then. */
  public TimeSeries head(int rows) {
    return new TimeSeries(start, step, Arrays.copyOf(values, rows), weather.known(0, rows));
  }

  /** The last {@code rows} slots, or all of them if there are fewer. */
  public TimeSeries tail(int rows) {
    int from = Math.max(0, values.length - rows);
    return new TimeSeries(
        start.plus(step.multipliedBy(from)),
        step,
        Arrays.copyOfRange(values, from, values.length),
        weather.known(from, values.length));
  }
}
