package io.spikewatt.controller.price;

import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Prices and emissions of energy in the coming slots, beside the tariff. Readers must not change
 * the arrays.
 *
 * @param start of the first slot
 * @param slot length of a slot
 * @param importPerKwh currency a kWh, one a slot; {@link #UNKNOWN} = the tariff's price holds
 * @param exportPerKwh likewise, paid for export
 * @param co2KgPerKwh emission of a kWh from the grid, kg, one a slot; {@link #UNKNOWN} = not
 *     published
 */
public record Prices(
    Instant start,
    Duration slot,
    double[] importPerKwh,
    double[] exportPerKwh,
    double[] co2KgPerKwh) {

  /** Marks an unknown slot in the arrays; readers ask by time and get it as empty. */
  public static final double UNKNOWN = Double.NaN;

  /** The tariff alone. */
  public static final Prices NONE =
      new Prices(Instant.EPOCH, QuarterHour.LENGTH, new double[0], new double[0]);

  /** Without emissions. */
  public Prices(Instant start, Duration slot, double[] importPerKwh, double[] exportPerKwh) {
    this(start, slot, importPerKwh, exportPerKwh, new double[0]);
  }

  /** Price of import in the slot that contains {@code time}; empty = the tariff's. */
  public OptionalDouble importAt(Instant time) {
    return at(importPerKwh, time);
  }

  /** Price paid for export in the slot that contains {@code time}; empty = the tariff's. */
  public OptionalDouble exportAt(Instant time) {
    return at(exportPerKwh, time);
  }

  /** Emission of a kWh from the grid in the slot that contains {@code time}, kg. */
  public OptionalDouble co2At(Instant time) {
    return at(co2KgPerKwh, time);
  }

  /** The mean of all slots with known emissions; empty if there is none. */
  public OptionalDouble co2Mean() {
    return Arrays.stream(co2KgPerKwh).filter(Double::isFinite).average();
  }

  private OptionalDouble at(double[] prices, Instant time) {
    return at(prices, start, slot, time);
  }

  /** Value of the slot that contains {@code time}; empty where it is unknown or out of range. */
  static OptionalDouble at(double[] values, Instant start, Duration slot, Instant time) {
    long k = Math.floorDiv(start.until(time, ChronoUnit.MILLIS), slot.toMillis());
    return k >= 0 && k < values.length && Double.isFinite(values[(int) k])
        ? OptionalDouble.of(values[(int) k])
        : OptionalDouble.empty();
  }
}
