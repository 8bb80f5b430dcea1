package io.spikewatt.controller.price;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Published emissions of the grid. Neighbouring days have similar emissions at the same time, so a
 * slot without a published value has that of the last known day.
 */
final class Emissions {

  private final TreeMap<Instant, Double> published = new TreeMap<>();

  /** {@code kgPerKwh}: in the slot that begins at {@code start}; replaces an earlier value. */
  void put(Instant start, double kgPerKwh) {
    published.put(start, kgPerKwh);
  }

  boolean isPublished(Instant start) {
    return published.containsKey(start);
  }

  void forgetBefore(Instant time) {
    published.headMap(time).clear();
  }

  /**
   * Kg a kWh in the slot that begins at {@code start}; empty if none was published for two weeks.
   */
  OptionalDouble at(Instant start) {
    for (long day = 0; day < PriceStore.MEMORY.toDays(); day++) {
      Double found = published.get(start.minus(Duration.ofDays(day)));
      if (found != null) {
        return OptionalDouble.of(found);
      }
    }
    return OptionalDouble.empty();
  }
}
