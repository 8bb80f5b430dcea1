package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;

/**
 * The part of a store that a plan uses: its comfort band without a margin at the lower end, because
 * a floor passes its heat on late and forecasts err.
 *
 * @param lowestC lower end, °C
 * @param kwhPerK heat that warms the store by a degree
 * @param bandKwh heat between the ends
 * @param lossPerHour share of the stored heat that is lost in an hour
 */
record HeatBand(double lowestC, double kwhPerK, double bandKwh, double lossPerHour) {

  private static final double MARGIN = 0.03;

  static HeatBand of(Role.HeatStore store) {
    double lowestC = store.lowestC() + MARGIN * (store.highestC() - store.lowestC());
    double kwhPerK = store.whPerK() / 1000;
    return new HeatBand(
        lowestC,
        kwhPerK,
        kwhPerK * (store.highestC() - lowestC),
        store.lossWPerK() / store.whPerK());
  }

  /** Heat above the lower end, kWh; negative = colder. */
  double storedKwh(double temperatureC) {
    return kwhPerK * (temperatureC - lowestC);
  }
}
