package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.price.Prices;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;

/**
 * What energy costs in the slots of a horizon: prices that were told, or are forecast, and the
 * tariff's elsewhere. For who wants self-consumption import costs 1 and export earns nothing; only
 * the bill goes by money then.
 */
final class Pricing {

  private final PlanModel model;
  private final boolean byCost;

  /** Extremes of the tariff's import price over a local day, whatever part of it is planned. */
  private double cheapestPerKwh = Double.POSITIVE_INFINITY;

  private double dearestPerKwh = Double.NEGATIVE_INFINITY;

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  Pricing(PlanModel model) {
    this.model = model;
    this.byCost = model.objective() == Site.Objective.COST;
    for (int k = 0; k < 96; k++) {
      double price = tariff(LocalTime.MIDNIGHT.plusMinutes(15L * k));
      cheapestPerKwh = Math.min(cheapestPerKwh, byCost ? price : 1);
      dearestPerKwh = Math.max(dearestPerKwh, byCost ? price : 1);
    }
  }

  /** Puts the prices of slot {@code k} in. */
  void fill(Horizon horizon, Prices prices, int k) {
    Instant start = horizon.start(k);
    double tariff = model.tariff().importPerKwh(start.atZone(model.zone()).toLocalTime());
    horizon.billPerKwh[k] = prices.importAt(start).orElse(tariff);
    horizon.paidPerKwh[k] = prices.exportAt(start).orElse(model.tariff().exportPerKwh());
    horizon.outlook.importPerKwh[k] = byCost ? horizon.billPerKwh[k] : 1;
    horizon.outlook.exportPerKwh[k] = byCost ? horizon.paidPerKwh[k] : 0;
  }

  /**
   * Puts the extremes in, once all slots have their prices: where prices were told, those of the
   * horizon are the ones that there are.
   */
  void extremes(Horizon horizon, Prices prices) {
    horizon.cheapestPerKwh = cheapestPerKwh;
    horizon.dearestPerKwh = dearestPerKwh;
    if (byCost && prices.importAt(horizon.start).isPresent()) {
      double[] ahead = Arrays.copyOf(horizon.billPerKwh, horizon.slots);
      horizon.cheapestPerKwh = Arrays.stream(ahead).min().orElseThrow();
      horizon.dearestPerKwh = Arrays.stream(ahead).max().orElseThrow();
    }
  }

  private double tariff(LocalTime time) {
    try {
      double price = model.tariff().importPerKwh(time);
      if (Double.isFinite(price)) {
        return price;
      }
      throw new IllegalArgumentException("the import price at " + time + " is not a number");
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException("the tariff has no import price at " + time, e);
    }
  }
}
