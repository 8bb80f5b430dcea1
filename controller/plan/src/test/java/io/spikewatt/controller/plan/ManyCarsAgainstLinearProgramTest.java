package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What it costs that only one car has a dimension of its own: a battery and cars on one bus, with
 * the true future, against a linear program that plans all of them together.
 */
class ManyCarsAgainstLinearProgramTest {

  private static final int SLOTS = 96;

  /**
   * Cars, days, and percent of the bill that all days together may lie above the optimum; .13, .29
   * and 1.27 % were measured. Nine cars lose more because eight of them are put into slots one part
   * after the other, and none is moved again when a later one would pay more for its slot.
   */
  @ParameterizedTest
  @CsvSource({"1, 12, 0.2", "2, 12, 0.35", "9, 8, 1.6"})
  void allDaysTogetherCostLittleMoreThanTheOptimum(int cars, int days, double percent) {
    double gaps = 0;
    double bills = 0;
    for (int seed = 1; seed <= days; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L + cars);
      RandomCars them = RandomCars.of(random, cars);
      double night = 0.1 + 0.2 * random.nextDouble();
      double export = 0.08 * random.nextDouble();
      double day = night + 0.25 * random.nextDouble();
      PlanModel model =
          Days.model(
              Days.tariff(night, day, export),
              Days.storage(10 + 10 * random.nextDouble(), 5),
              them.chargers());
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, (4000 + 3000 * cars) * random.nextDouble());
      double importW = 8000 + 3000 * cars;
      double exportW = 8000;
      Plan plan = Days.plan(new Planner(model, 1), load, pv, them.wishes(), importW, exportW);
      assertTrue(plan.unmet().isEmpty(), plan.unmet().toString());
      double terminal = Math.min(night, 0.97 * model.storage().efficiency() * day);
      double cost = Days.cost(plan, model, terminal);
      double optimum =
          new LinearProgram(model, plan, load, pv, 50, importW, exportW, terminal)
              .cost(them.needs(), 0);
      double gap = cost - optimum;
      assertTrue(gap > -0.01, "day " + seed + " beats the optimum, so a car lacks energy: " + gap);
      gaps += gap;
      bills += Days.bill(plan, load, pv) + them.bill(night);
    }
    double over = 100 * gaps / bills;
    assertTrue(over < percent, cars + " cars: " + over + " % above the optimum");
  }

  /** All at once at the cheapest price would be 99 kW. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 10})
  void carsThatJustFitStayBelowTheImportLimit(double batteryKwh) {
    Map<String, ChargingPoint> chargers = new HashMap<>();
    List<ChargingRequest> wishes = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      chargers.put("ev" + i, new ChargingPoint(0, 11_000, 0.9, 0, 0, 0, 0));
      wishes.add(
          new ChargingRequest("ev" + i, 30, 70, 50_000, Days.START.plus(Duration.ofHours(8))));
    }
    PlanModel model =
        new PlanModel(
            Days.BERLIN,
            Days.tariff(0.2, 0.3, 0.05),
            Site.Objective.COST,
            Days.storage(batteryKwh, batteryKwh / 2),
            0,
            chargers,
            Days.NO_COMPUTE,
            Duration.ofHours(1));
    double[] load = new double[SLOTS];
    Arrays.fill(load, 500);
    double importW = 500 + 1.08 * 9 * 20_000 / 0.9 / 8;
    Plan plan =
        Days.made(
            new Planner(model)
                .plan(
                    Days.request(
                        Days.START,
                        Days.spread(Days.START, load, 0.4),
                        Days.sure(Days.START, new double[SLOTS]),
                        50,
                        wishes,
                        importW,
                        8000)));
    assertTrue(plan.unmet().isEmpty(), plan.unmet().toString());
    double charged = 0;
    for (int k = 0; k < SLOTS; k++) {
      assertTrue(plan.schedule().gridW()[k] <= importW + 1, k + ": " + plan.schedule().gridW()[k]);
      charged -= plan.schedule().powerW(AssetSeries.EV)[k] / 4000;
    }
    assertEquals(9 * 20 / 0.9, charged, 0.01);
  }
}
