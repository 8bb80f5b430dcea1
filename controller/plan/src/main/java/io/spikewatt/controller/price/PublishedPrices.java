package io.spikewatt.controller.price;

import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Objects;
import java.util.Optional;

/**
 * Published prices as they are billed, for example after a power exchange's day-ahead auction, and
 * the grid's emissions.
 *
 * @param start of the first slot, UTC, at a quarter of an hour
 * @param slot length of a slot: a multiple of a quarter of an hour
 * @param importPerKwh price of import, one a slot, currency a kWh; may be negative; empty = not
 *     published, emissions alone
 * @param exportPerKwh price paid for export, as many; empty = the tariff's holds
 * @param co2KgPerKwh emission of a kWh from the grid, as many, kg, 0..3; empty = not published
 * @param basis contents of the price from which the price of import was calculated
 */
public record PublishedPrices(
    Instant start,
    Duration slot,
    Optional<double[]> importPerKwh,
    Optional<double[]> exportPerKwh,
    Optional<double[]> co2KgPerKwh,
    PriceBasis basis) {

  public PublishedPrices {
    if (importPerKwh.isEmpty() && co2KgPerKwh.isEmpty()) {
      throw new IllegalArgumentException("neither prices nor emissions");
    }
  }

  /** Prices as they are billed. */
  public PublishedPrices(
      Instant start,
      Duration slot,
      Optional<double[]> importPerKwh,
      Optional<double[]> exportPerKwh,
      Optional<double[]> co2KgPerKwh) {
    this(start, slot, importPerKwh, exportPerKwh, co2KgPerKwh, PriceBasis.FINAL);
  }

  /**
   * Prices of a source, converted to what is billed, in quarter hours.
   *
   * @param start of the first slot, UTC, at a quarter of an hour
   * @param slot length of a slot: a multiple of a quarter of an hour
   * @param perKwh one a slot, currency a kWh, all finite
   * @param basis contents of {@code perKwh}
   * @param zone of the tariff's times
   */
  public static PublishedPrices of(
      Instant start, Duration slot, double[] perKwh, PriceBasis basis, Tariff tariff, ZoneId zone) {
    int parts = QuarterHour.count(slot);
    double[] imports = new double[parts * perKwh.length];
    Optional<double[]> exports = tariff.exportParts(basis, 0).map(_ -> new double[imports.length]);
    for (int k = 0; k < imports.length; k++) {
      ZonedDateTime at = start.plus(QuarterHour.LENGTH.multipliedBy(k)).atZone(zone);
      imports[k] = tariff.importParts(basis, perKwh[k / parts], at).perKwh();
    }
    for (int k = 0; exports.isPresent() && k < imports.length; k++) {
      exports.get()[k] = tariff.exportParts(basis, perKwh[k / parts]).orElseThrow().perKwh();
    }
    return new PublishedPrices(
        start, QuarterHour.LENGTH, Optional.of(imports), exports, Optional.empty(), basis);
  }

  /** Number of slots. */
  public int slots() {
    return importPerKwh.or(() -> co2KgPerKwh).orElseThrow().length;
  }

  /** End of the last slot. */
  public Instant end() {
    return start.plus(slot.multipliedBy(slots()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublishedPrices that
        && start.equals(that.start)
        && slot.equals(that.slot)
        && basis == that.basis
        && Arrays.equals(importPerKwh.orElse(null), that.importPerKwh.orElse(null))
        && Arrays.equals(exportPerKwh.orElse(null), that.exportPerKwh.orElse(null))
        && Arrays.equals(co2KgPerKwh.orElse(null), that.co2KgPerKwh.orElse(null));
  }

  @Override
  public int hashCode() {
    return Objects.hash(start, slot, slots());
  }

  @Override
  public String toString() {
    String what =
        importPerKwh.isEmpty()
            ? "emissions"
            : co2KgPerKwh.isPresent() ? "prices and emissions" : "prices";
    return "%s %s from %s to %s%s"
        .formatted(slots(), what, start, end(), co2KgPerKwh.map(PublishedPrices::range).orElse(""));
  }

  private static String range(double[] co2KgPerKwh) {
    DoubleSummaryStatistics all = Arrays.stream(co2KgPerKwh).summaryStatistics();
    return ", " + all.getMin() + " to " + all.getMax() + " kg of CO2 a kWh";
  }
}
