package io.spikewatt.controller.price;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Prices as somebody told them, as a power exchange's day-ahead auction makes them.
 *
 * @param start of the first slot, UTC, at a quarter of an hour
 * @param slot length of a slot: a multiple of a quarter of an hour
 * @param importPerKwh price of import, one a slot, currency a kWh; may be negative
 * @param exportPerKwh price paid for export, as many; empty = the tariff's holds
 */
public record ToldPrices(
    Instant start, Duration slot, double[] importPerKwh, Optional<double[]> exportPerKwh) {

  /** End of the last slot. */
  public Instant end() {
    return start.plus(slot.multipliedBy(importPerKwh.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ToldPrices told
        && start.equals(told.start)
        && slot.equals(told.slot)
        && Arrays.equals(importPerKwh, told.importPerKwh)
        && Arrays.equals(exportPerKwh.orElse(null), told.exportPerKwh.orElse(null));
  }

  @Override
  public int hashCode() {
    return Objects.hash(start, slot, Arrays.hashCode(importPerKwh));
  }

  @Override
  public String toString() {
    return importPerKwh.length + " prices from " + start + " to " + end();
  }
}
