package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.ThermalStorage;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Six hours of prices below 0, and a pump that has to run for longer than a slot. */
class BoundPumpStaysInItsBandTest {

  private static final int SLOTS = 96;
  private static final double BAND_KWH = 6;
  private static final double OUTSIDE_PER_KWH_HOUR = 0.3;

  /** A kWh of heat above the band costs .3 an hour; the kWh of electricity earns .02. */
  @ParameterizedTest
  @CsvSource({"20, true", "20, false", "30, true", "30, false", "60, true", "60, false"})
  void heatAboveTheBandCostsWhileThePumpMustRun(int minRunMinutes, boolean battery) {
    for (Actuator.Power power :
        List.of(
            new Actuator.Modulating(700, 2500), new Actuator.Levels(new double[] {1200, 2500}))) {
      double[] heatPerKwh = new double[SLOTS];
      double[] demandKw = new double[SLOTS];
      Arrays.fill(heatPerKwh, 3.5);
      Arrays.fill(demandKw, 2);
      Actuator actuator =
          new Actuator(
              power,
              heatPerKwh,
              0,
              Duration.ofMinutes(minRunMinutes),
              Duration.ofMinutes(15),
              new Actuator.Activity(false, Duration.ofHours(9)));
      ThermalStorage store =
          new ThermalStorage(2, 0, BAND_KWH, 0.01, demandKw, OUTSIDE_PER_KWH_HOUR);
      HeatRequest heat = new HeatRequest("pump1", store, actuator);
      Plan plan = Days.made(new Planner(model(battery), 1).plan(request(heat, battery)));
      double penalty = outside(plan.schedule().asset("pump1").orElseThrow().level());
      // What all heat of the six hours can save: .02 a kWh at 2.5 kW.
      assertTrue(penalty < 6 * 2.5 * 0.02, power + ": " + penalty + " for heat outside the band");
    }
  }

  private static double outside(double[] storedKwh) {
    return Arrays.stream(storedKwh)
            .skip(1)
            .map(kwh -> Math.max(0, Math.max(-kwh, kwh - BAND_KWH)))
            .sum()
        * OUTSIDE_PER_KWH_HOUR
        / 4;
  }

  private static PlanModel model(boolean battery) {
    PlanModel.StorageModel storage = battery ? Days.storage(10, 5) : PlanModel.StorageModel.NONE;
    return Days.model(Days.tariff(0.3, 0.3, 0.08), storage, Map.of());
  }

  private static PlanRequest request(HeatRequest heat, boolean battery) {
    double[] load = new double[SLOTS];
    Arrays.fill(load, 500);
    double[] importPerKwh = new double[SLOTS];
    double[] exportPerKwh = new double[SLOTS];
    for (int k = 0; k < SLOTS; k++) {
      importPerKwh[k] = k >= 40 && k < 64 ? -0.02 : 0.3;
      exportPerKwh[k] = Math.min(0, importPerKwh[k]);
    }
    return new PlanRequest(
        new Moment(0, Days.START),
        new PlanRequest.Ahead(
            Days.sure(Days.START, load), Days.sure(Days.START, new double[SLOTS])),
        battery ? OptionalDouble.of(50) : OptionalDouble.empty(),
        List.of(),
        new PlanRequest.Limits(15_000, 8000),
        PlanRequest.Peak.NONE,
        new Prices(Days.START, Duration.ofMinutes(15), importPerKwh, exportPerKwh),
        new PlanRequest.FlexibleLoads(List.of(), List.of(heat)));
  }
}
