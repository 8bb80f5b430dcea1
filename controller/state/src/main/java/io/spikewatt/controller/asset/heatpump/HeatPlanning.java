package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.ThermalStorage;
import java.util.Arrays;

/** Translates a heat pump into the plan's terms. */
public final class HeatPlanning {

  /** An hour with a kWh less than the band costs this number of kWh at the dearest price. */
  private static final double OUTSIDE = 2;

  /** Least share of the band that is planned with, whatever the sun may bring. */
  private static final double LEAST_BAND = 0.5;

  private HeatPlanning() {}

  /** Heat above the lower end of the band, kWh; negative = colder. */
  public static double storedKwh(Role.HeatStore store, double temperatureC) {
    return HeatBand.of(store).storedKwh(temperatureC);
  }

  /**
   * Inputs of a plan. The band leaves the sun its room: no pump can cool a store that it filled.
   *
   * @param modulates whether its power can be set; otherwise it is on or off
   * @param temperatureC of the store, °C
   * @param now whether it runs
   * @param dearestPerKwh dearest price ahead, currency
   */
  public static HeatRequest request(
      String id,
      Role.HeatPump pump,
      boolean modulates,
      double temperatureC,
      HeatForecast forecast,
      Actuator.Activity now,
      double dearestPerKwh) {
    HeatBand band = HeatBand.of(pump.store());
    Actuator.Power power =
        modulates && pump.minW() < pump.maxW()
            ? new Actuator.Modulating(pump.minW(), pump.maxW())
            : new Actuator.Levels(new double[] {pump.maxW()});
    return new HeatRequest(
        id,
        new ThermalStorage(
            band.storedKwh(temperatureC),
            forecast.arrivingKwh(),
            Math.max(LEAST_BAND * band.bandKwh(), band.bandKwh() - forecast.sunKwh()),
            band.lossPerHour(),
            Arrays.stream(forecast.demandW()).map(w -> w / 1000).toArray(),
            OUTSIDE * Math.max(0.01, dearestPerKwh)),
        new Actuator(power, forecast.cop(), 0, pump.minRun(), pump.minPause(), now));
  }
}
