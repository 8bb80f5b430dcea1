package io.spikewatt.controller.plan;

import io.spikewatt.config.site.PriceRange;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Energy prices in the slots of a horizon: published or forecast ones, otherwise the tariff's. On
 * import the price of the grid's CO2 is added. With the objective self-consumption, import costs 1
 * and export earns nothing; only the bill uses money then.
 */
final class HorizonPrices {

  private final PlanModel model;
  private final boolean byCost;

  /** Mostly one price, which needs no calendar. */
  private final PriceRange paidByTariff;

  /** Days of the extremes, which many plans have in common. */
  private LocalDate firstDay = LocalDate.MIN;

  private LocalDate lastDay = LocalDate.MIN;
  private DoubleSummaryStatistics onDays = new DoubleSummaryStatistics();

  HorizonPrices(PlanModel model) {
    this.model = model;
    this.byCost = model.objective() == Site.Objective.COST;
    this.paidByTariff = model.tariff().exportRange();
  }

  /**
   * Prices by slot, means over its quarter hours, currency a kWh.
   *
   * @param billPerKwh of import with its CO2, in money whatever the objective
   * @param paidPerKwh of export likewise
   * @param co2KgPerKwh emission of a kWh of import, kg: published, else the configured mean, else
   *     the mean of what is published; NaN in all slots = unknown
   * @param importPerKwh of import by the objective
   * @param exportPerKwh of export likewise
   * @param cheapestPerKwh least import price of the tariff, with the mean emission, on the local
   *     days that the horizon touches; or of the horizon
   * @param dearestPerKwh the largest likewise
   */
  record Series(
      double[] billPerKwh,
      double[] paidPerKwh,
      double[] co2KgPerKwh,
      double[] importPerKwh,
      double[] exportPerKwh,
      double cheapestPerKwh,
      double dearestPerKwh) {

    /** Cheapest price at which energy can be bought after the horizon, {@code >= 0}. */
    double leastLeft() {
      return Math.max(0, cheapestPerKwh);
    }
  }

  /**
   * Prices of the slots of a plan. Where prices, or emissions with a price, were published, the
   * extremes of the horizon are the only ones known.
   */
  Series of(HorizonSlots slots, Prices prices) {
    OptionalDouble publishedMean = prices.co2Mean();
    double meanKg =
        model.tariff().co2().gridKgPerKwh().orElseGet(() -> publishedMean.orElse(Double.NaN));
    double[] bill = bySlot(slots, start -> importPerKwh(start, prices, meanKg));
    double[] paid = bySlot(slots, start -> exportPerKwh(start, prices));
    boolean emits = model.tariff().co2().perKg() > 0 && publishedMean.isPresent();
    boolean published = byCost && (emits || prices.importAt(slots.start()).isPresent());
    DoubleSummaryStatistics tariff = extremes(slots);
    return new Series(
        bill,
        paid,
        bySlot(slots, start -> prices.co2At(start).orElse(meanKg)),
        byCost ? bill : slots.all(1),
        byCost ? paid : slots.all(0),
        published ? Arrays.stream(bill).min().orElseThrow() : tariff.getMin(),
        published ? Arrays.stream(bill).max().orElseThrow() : tariff.getMax());
  }

  private static double[] bySlot(HorizonSlots slots, ToDoubleFunction<Instant> price) {
    return slots.each(k -> slots.mean(k, price));
  }

  /**
   * Price of import with its CO2 in the slot that begins at {@code start}, currency a kWh.
   *
   * @param meanKg emission of a kWh where none is published, kg; NaN = unknown
   */
  private double importPerKwh(Instant start, Prices prices, double meanKg) {
    OptionalDouble known = prices.importAt(start);
    double energy =
        known.isPresent()
            ? known.getAsDouble()
            : model.tariff().importPerKwh(start.atZone(model.zone()));
    return energy + co2Cost(prices.co2At(start).orElse(meanKg));
  }

  /** Price paid for export in the slot that begins at {@code start}, currency a kWh. */
  private double exportPerKwh(Instant start, Prices prices) {
    OptionalDouble known = prices.exportAt(start);
    if (known.isPresent()) {
      return known.getAsDouble();
    }
    return paidByTariff.least() == paidByTariff.most()
        ? paidByTariff.most()
        : model.tariff().exportPerKwh(start.atZone(model.zone()));
  }

  /** Unknown emissions cost nothing. */
  private double co2Cost(double kgPerKwh) {
    return Double.isNaN(kgPerKwh) ? 0 : model.tariff().co2().perKg() * kgPerKwh;
  }

  /** Import prices on the local days that the horizon touches, by the objective. */
  private DoubleSummaryStatistics extremes(HorizonSlots slots) {
    LocalDate first = slots.start().atZone(model.zone()).toLocalDate();
    LocalDate last = slots.end().minusMillis(1).atZone(model.zone()).toLocalDate();
    if (!first.equals(firstDay) || !last.equals(lastDay)) {
      firstDay = first;
      lastDay = last;
      onDays = extremes(first, last);
    }
    return onDays;
  }

  private DoubleSummaryStatistics extremes(LocalDate first, LocalDate last) {
    DoubleSummaryStatistics prices = new DoubleSummaryStatistics();
    if (!byCost) {
      prices.accept(1);
      return prices;
    }
    double co2 = co2Cost(model.tariff().co2().gridKgPerKwh().orElse(Double.NaN));
    ZonedDateTime end = last.plusDays(1).atStartOfDay(model.zone());
    for (ZonedDateTime at = first.atStartOfDay(model.zone());
        at.isBefore(end);
        at = at.plus(QuarterHour.LENGTH)) {
      prices.accept(model.tariff().importPerKwh(at) + co2);
    }
    return prices;
  }
}
