package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ChargingRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The plan expects of a car what its charging mode will do. */
class ChargingModesInPlansTest {

  private static final int DEPARTURE = 80;
  private static final double[] LOAD = new double[144];
  private static final double[] SUN = new double[144];

  static {
    for (int k = 0; k < SUN.length; k++) {
      LOAD[k] = 500;
      SUN[k] = 6_000 * Math.max(0, Math.sin(Math.PI * (k - 24) / 48.0)) * (k < 72 ? 1 : 0);
    }
  }

  @Test
  void plannedChargesToTheTarget() {
    assertEquals(80, socPct(plan(ChargingMode.PLANNED), DEPARTURE), 0.5);
    assertEquals(80, socPct(plan(ChargingMode.NOW), DEPARTURE), 0.5);
  }

  @Test
  void surplusTakesNothingFromTheGrid() {
    PlanSchedule schedule = plan(ChargingMode.SURPLUS);
    double[] car = schedule.powerW(AssetSeries.EV);
    for (int k = 0; k < DEPARTURE; k++) {
      assertTrue(-car[k] <= Math.max(0, SUN[k] - LOAD[k]) + 1, "slot " + k + " charges " + -car[k]);
    }
    assertTrue(socPct(schedule, DEPARTURE) > 70, "most of the sun is for the car");
  }

  @Test
  void theMinimumTakesItsPartFromTheGrid() {
    PlanSchedule schedule = plan(ChargingMode.MINIMUM_SURPLUS, new double[144]);
    assertEquals(40 + 100 * 20 * 1.4 * 0.9 / 80, socPct(schedule, DEPARTURE), 0.7);
    assertEquals(40, socPct(plan(ChargingMode.SURPLUS, new double[144]), DEPARTURE), 0.1);
  }

  @Test
  void offChargesNothingAndTellsOfNoShortage() {
    Plan plan = made(ChargingMode.OFF, SUN);
    for (double watts : plan.schedule().powerW(AssetSeries.EV)) {
      assertEquals(0, watts, 1e-9);
    }
    assertEquals(List.of(), plan.unmet());
  }

  private static double socPct(PlanSchedule schedule, int slot) {
    return schedule.stored(AssetSeries.EV).orElseThrow().level()[slot];
  }

  private static PlanSchedule plan(ChargingMode mode) {
    return plan(mode, SUN);
  }

  private static PlanSchedule plan(ChargingMode mode, double[] sun) {
    return made(mode, sun).schedule();
  }

  /** 32 kWh more by the evening. */
  private static Plan made(ChargingMode mode, double[] sun) {
    ChargingRequest request =
        new ChargingRequest(
            "ev1", 40, 80, 80, 80_000, Days.START.plus(Duration.ofMinutes(15 * DEPARTURE)), mode);
    PlanModel model =
        Days.model(Days.tariff(0.2, 0.35, 0.08), Days.storage(10, 5), Days.NO_COMPUTE);
    return Days.plan(new Planner(model), LOAD, sun, List.of(request), 15_000, 15_000);
  }
}
