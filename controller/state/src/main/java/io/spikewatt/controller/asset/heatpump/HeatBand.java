package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;

/**
 * A store's comfort band in terms of heat.
 *
 * @param lowestC lower end, °C
 * @param kwhPerK heat that warms the store by a degree
 * @param bandKwh heat between the ends
 * @param lossPerHour share of the stored heat that is lost in an hour
 */
record HeatBand(double lowestC, double kwhPerK, double bandKwh, double lossPerHour) {

  static HeatBand of(Role.HeatStore store) {
    double kwhPerK = store.whPerK() / 1000;
    return new HeatBand(
        store.lowestC(),
        kwhPerK,
        kwhPerK * (store.highestC() - store.lowestC()),
        store.lossWPerK() / store.whPerK());
  }

  /** Heat above the lower end, kWh; negative = colder. */
  double storedKwh(double temperatureC) {
    return kwhPerK * (temperatureC - lowestC);
  }
}
