package io.spikewatt.controller.source;

import java.time.Duration;
import java.time.Instant;

/**
 * A value that holds for a while.
 *
 * @param start inclusive, UTC, on a quarter of an hour
 * @param end exclusive, 15, 30 or 60 minutes later
 * @param value price of a kWh in the source's currency, may be negative; emission, kg a kWh; or
 *     weather in the unit of its quantity
 */
public record SourceSlot(Instant start, Instant end, double value) {

  public Duration length() {
    return Duration.between(start, end);
  }
}
