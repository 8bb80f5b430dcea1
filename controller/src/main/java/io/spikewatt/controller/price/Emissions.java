package io.spikewatt.controller.price;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Emissions of the grid that were told. Sun and demand make them look alike at the same time of
 * neighbouring days, so a slot that nobody told has that of the last day of which it is known.
 */
final class Emissions {

  private final TreeMap<Instant, Double> told = new TreeMap<>();

  /**
   * @param kgPerKwh in the slot that begins at {@code start}; replaces what was told before
   */
  void put(Instant start, double kgPerKwh) {
    told.put(start, kgPerKwh);
  }

  void forgetBefore(Instant time) {
    told.headMap(time).clear();
  }

  /** Kg a kWh in the slot that begins at {@code start}; empty if none was told for two weeks. */
  OptionalDouble at(Instant start) {
    for (long day = 0; day < PriceStore.MEMORY.toDays(); day++) {
      Double found = told.get(start.minus(Duration.ofDays(day)));
      if (found != null) {
        return OptionalDouble.of(found);
      }
    }
    return OptionalDouble.empty();
  }
}
