package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;

/**
 * Electrical power of a heat pump. One that modulates starts at its smallest power, so that it does
 * not overshoot what heat is worth.
 */
public final class HeatPower {

  /** Colder than the band by this share of it takes all power. */
  private static final double COLD_SHARE = 0.1;

  /** Heat that is worth this much more than its price takes all power. */
  private static final double WORTH_SHARE = 0.1;

  private HeatPower() {}

  /**
   * Power for a store that is too cold, W.
   *
   * @param storedKwh heat above the lower end of the band, kWh
   */
  public static double coldW(Role.HeatPump pump, double storedKwh) {
    return between(pump, -storedKwh / (COLD_SHARE * HeatBand.of(pump.store()).bandKwh()));
  }

  /**
   * Power for heat that is worth its price, W.
   *
   * @param worthPerKwh value of the heat from a kWh of electricity, currency
   * @param pricePerKwh lower than {@code worthPerKwh}
   */
  public static double worthW(Role.HeatPump pump, double worthPerKwh, double pricePerKwh) {
    double gain = worthPerKwh - pricePerKwh;
    return between(pump, gain / Math.max(0.001, WORTH_SHARE * Math.abs(pricePerKwh)));
  }

  private static double between(Role.HeatPump pump, double share) {
    return pump.minW() + Math.clamp(share, 0, 1) * (pump.maxW() - pump.minW());
  }
}
