package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.price.Prices;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.OptionalDouble;

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

  /** Fills in the prices of slot {@code k}: the means over its quarter hours. */
  void fill(PlanHorizon planHorizon, Prices prices, int k) {
    planHorizon.billPerKwh[k] = planHorizon.mean(k, start -> importPerKwh(start, prices));
    planHorizon.paidPerKwh[k] = planHorizon.mean(k, start -> exportPerKwh(start, prices));
    planHorizon.co2KgPerKwh[k] = planHorizon.mean(k, start -> co2KgPerKwh(start, prices));
    planHorizon.horizonData.importPerKwh[k] = byCost ? planHorizon.billPerKwh[k] : 1;
    planHorizon.horizonData.exportPerKwh[k] = byCost ? planHorizon.paidPerKwh[k] : 0;
  }

  /** Price of import with its CO2 in the slot that begins at {@code start}, currency a kWh. */
  double importPerKwh(Instant start, Prices prices) {
    double tariff = model.tariff().importPerKwh(start.atZone(model.zone()).toLocalTime());
    return prices.importAt(start).orElse(tariff) + co2Cost(co2KgPerKwh(start, prices));
  }

  /** Price paid for export in the slot that begins at {@code start}, currency a kWh. */
  double exportPerKwh(Instant start, Prices prices) {
    return prices.exportAt(start).orElse(model.tariff().exportPerKwh());
  }

  /**
   * Emission of a kWh from the grid, kg: published, else the configured mean, else the mean of the
   * published values of other slots.
   *
   * @return NaN if nothing is known, of any slot
   */
  private double co2KgPerKwh(Instant start, Prices prices) {
    OptionalDouble published = prices.co2At(start);
    return published.isPresent()
        ? published.getAsDouble()
        : model.tariff().co2().gridKgPerKwh().orElseGet(() -> prices.co2Mean().orElse(Double.NaN));
  }

  /** Unknown emissions cost nothing. */
  private double co2Cost(double kgPerKwh) {
    return Double.isNaN(kgPerKwh) ? 0 : model.tariff().co2().perKg() * kgPerKwh;
  }

  /**
   * Sets the extremes once all slots have their prices. Where prices, or emissions with a price,
   * were published, the extremes of the horizon are the only ones known.
   */
  void extremes(PlanHorizon planHorizon, Prices prices) {
    planHorizon.cheapestPerKwh = cheapestPerKwh;
    planHorizon.dearestPerKwh = dearestPerKwh;
    boolean emits = model.tariff().co2().perKg() > 0 && prices.co2Mean().isPresent();
    if (byCost && (emits || prices.importAt(planHorizon.start).isPresent())) {
      double[] ahead = Arrays.copyOf(planHorizon.billPerKwh, planHorizon.slots);
      planHorizon.cheapestPerKwh = Arrays.stream(ahead).min().orElseThrow();
      planHorizon.dearestPerKwh = Arrays.stream(ahead).max().orElseThrow();
    }
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
