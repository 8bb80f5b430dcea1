package io.spikewatt.controller.history;

import io.spikewatt.config.source.WeatherQuantity;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * One quantity of the weather as one source predicted it at one time.
 *
 * @param source its name in the configuration
 * @param issued time from which on the prediction was known here; a service's own issue time is
 *     earlier
 * @param start of the first slot
 * @param slot length
 * @param means by slot, in the quantity's unit; NaN = not predicted
 */
public record WeatherIssue(
    String source,
    Instant issued,
    WeatherQuantity quantity,
    Instant start,
    Duration slot,
    float[] means) {

  /** Mean of the slot that holds a time; empty if it is not predicted. */
  OptionalDouble at(Instant time) {
    if (time.isBefore(start)) {
      return OptionalDouble.empty();
    }
    long index = Duration.between(start, time).dividedBy(slot);
    return index < means.length && Float.isFinite(means[(int) index])
        ? OptionalDouble.of(means[(int) index])
        : OptionalDouble.empty();
  }
}
