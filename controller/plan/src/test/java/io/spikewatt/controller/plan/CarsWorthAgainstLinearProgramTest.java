package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A car whose energy is worth something beyond its goal, or without one. */
class CarsWorthAgainstLinearProgramTest {

  private static final int SLOTS = 96;

  private static PlanModel model(
      double night, double day, double export, double batteryKwh, double worth) {
    return Days.model(
        Days.tariff(night, day, export),
        batteryKwh > 0 ? Days.storage(batteryKwh, 5) : PlanModel.StorageModel.NONE,
        Map.of("ev1", new ChargingPoint(0, 9000, 0.9, 0, 0, 0, worth)));
  }

  private static Plan plan(PlanModel model, double[] load, double[] pv, ChargingRequest car) {
    return Days.plan(new Planner(model, 1), load, pv, List.of(car), 12_000, 8000);
  }

  /** Energy of the battery, and percent of the bill that all cases may lie above the optimum. */
  @ParameterizedTest
  @CsvSource({"0, 0.5", "12, 0.5"})
  void fiftyRandomCasesCostNoMoreThanInALinearProgram(double batteryKwh, double percent) {
    double gaps = 0;
    double bills = 0;
    for (int seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      double night = 0.1 + 0.2 * random.nextDouble();
      double day = night + 0.25 * random.nextDouble();
      double worth = 0.5 * random.nextDouble();
      PlanModel model = model(night, day, 0.08 * random.nextDouble(), batteryKwh, worth);
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 9000 * random.nextDouble());
      double soc = 20 + 40 * random.nextDouble();
      double target = seed % 2 == 0 ? 0 : soc + 20;
      Duration stays = Duration.ofMinutes(15L * (32 + random.nextInt(64)));
      ChargingRequest car = new ChargingRequest("ev1", soc, target, 50_000, Days.START.plus(stays));
      Plan plan = plan(model, load, pv, car);
      assertEquals(List.of(), plan.unmet());
      ChargingSession session =
          ChargingSession.of(car, model.chargers().values().iterator().next());
      double terminal = Math.min(night, 0.97 * model.storage().efficiency() * day);
      double optimum =
          new LinearProgram(model, plan, load, pv, 50, 12_000, 8000, terminal)
              .cost(List.of(session), 0);
      double charged = 0;
      for (double watts : plan.schedule().powerW(AssetSeries.EV)) {
        charged -= watts / 4000 * 0.9;
      }
      double beyond = charged - Math.max(0, session.missingKwh());
      double bought = batteryKwh > 0 ? Days.cost(plan, model, terminal) : plan.expectedCost();
      double gap = bought - worth * beyond - optimum;
      assertTrue(gap > -0.02, "case " + seed + " beats the optimum by " + -gap);
      gaps += gap;
      bills += Days.bill(plan, load, pv) + charged / 0.9 * night;
    }
    assertTrue(
        100 * gaps / bills < percent, "all together lie " + 100 * gaps / bills + " % too high");
  }

  @Test
  void withoutAGoalACarTakesWhatIsCheaperThanItsWorth() {
    ChargingRequest car =
        new ChargingRequest("ev1", 40, 0, 50_000, Days.START.plus(Duration.ofHours(20)));
    double[] none = new double[SLOTS];
    double[] noon = new double[SLOTS];
    Arrays.fill(noon, 44, 52, 5000);
    assertEquals(0, charged(plan(model(0.3, 0.3, 0.05, 0, 0.2), none, none, car)), 1e-6);
    assertEquals(10, charged(plan(model(0.3, 0.3, 0.05, 0, 0.2), none, noon, car)), 0.1);
    assertEquals(30 / 0.9, charged(plan(model(0.3, 0.3, 0.05, 0, 0.4), none, none, car)), 0.1);
    assertEquals(0, charged(plan(model(0.3, 0.3, 0.05, 0, 0), none, noon, car)), 1e-6);
  }

  private static double charged(Plan plan) {
    double kwh = 0;
    for (double watts : plan.schedule().powerW(AssetSeries.EV)) {
      kwh -= watts / 4000;
    }
    return kwh;
  }
}
