package io.spikewatt.controller.price;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Published prices, for example of a power exchange's day-ahead auction, and the grid's emissions.
 *
 * @param start of the first slot, UTC, at a quarter of an hour
 * @param slot length of a slot: a multiple of a quarter of an hour
 * @param importPerKwh price of import, one a slot, currency a kWh; may be negative; empty = not
 *     published, emissions alone
 * @param exportPerKwh price paid for export, as many; empty = the tariff's holds
 * @param co2KgPerKwh emission of a kWh from the grid, as many, kg, 0..3; empty = not published
 */
public record PublishedPrices(
    Instant start,
    Duration slot,
    Optional<double[]> importPerKwh,
    Optional<double[]> exportPerKwh,
    Optional<double[]> co2KgPerKwh) {

  public PublishedPrices {
    if (importPerKwh.isEmpty() && co2KgPerKwh.isEmpty()) {
      throw new IllegalArgumentException("neither prices nor emissions");
    }
  }

  /** Number of slots. */
  public int slots() {
    return importPerKwh.or(() -> co2KgPerKwh).orElseThrow().length;
  }

  /** Values of a kind, slot by slot; none if it is not published. */
  public List<PublishedValue> values(PriceKind kind) {
    Optional<double[]> given =
        switch (kind) {
          case IMPORT -> importPerKwh;
          case EXPORT -> exportPerKwh;
          case CO2 -> co2KgPerKwh;
        };
    return IntStream.range(0, given.isPresent() ? slots() : 0)
        .mapToObj(
            k ->
                new PublishedValue(
                    start.plus(slot.multipliedBy(k)),
                    start.plus(slot.multipliedBy(k + 1L)),
                    given.orElseThrow()[k]))
        .toList();
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
