package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.price.Prices;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
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

  /**
   * Extremes of the tariff's import price, with the mean emission, over a local day, whatever part
   * of it is in the horizon.
   */
  private double cheapestPerKwh = Double.POSITIVE_INFINITY;

  private double dearestPerKwh = Double.NEGATIVE_INFINITY;

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  HorizonPrices(PlanModel model) {
    this.model = model;
    this.byCost = model.objective() == Site.Objective.COST;
    for (int k = 0; k < 96; k++) {
      double price = tariff(LocalTime.MIDNIGHT.plusMinutes(15L * k));
      cheapestPerKwh = Math.min(cheapestPerKwh, byCost ? price : 1);
      dearestPerKwh = Math.max(dearestPerKwh, byCost ? price : 1);
    }
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
   * @param cheapestPerKwh least import price over a local day of the tariff, or of the horizon
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
    return new Series(
        bill,
        paid,
        bySlot(slots, start -> prices.co2At(start).orElse(meanKg)),
        byCost ? bill : slots.all(1),
        byCost ? paid : slots.all(0),
        published ? Arrays.stream(bill).min().orElseThrow() : cheapestPerKwh,
        published ? Arrays.stream(bill).max().orElseThrow() : dearestPerKwh);
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
    double tariff = model.tariff().importPerKwh(start.atZone(model.zone()).toLocalTime());
    return prices.importAt(start).orElse(tariff) + co2Cost(prices.co2At(start).orElse(meanKg));
  }

  /** Price paid for export in the slot that begins at {@code start}, currency a kWh. */
  private double exportPerKwh(Instant start, Prices prices) {
    return prices.exportAt(start).orElse(model.tariff().exportPerKwh());
  }

  /** Unknown emissions cost nothing. */
  private double co2Cost(double kgPerKwh) {
    return Double.isNaN(kgPerKwh) ? 0 : model.tariff().co2().perKg() * kgPerKwh;
  }

  /** With the mean emission. */
  private double tariff(LocalTime time) {
    try {
      double price = model.tariff().importPerKwh(time);
      if (Double.isFinite(price)) {
        return price + co2Cost(model.tariff().co2().gridKgPerKwh().orElse(Double.NaN));
      }
      throw new IllegalArgumentException("the import price at " + time + " is not a number");
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException("the tariff has no import price at " + time, e);
    }
  }
}
