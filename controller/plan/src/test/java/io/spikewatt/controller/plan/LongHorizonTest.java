package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of 72 hours: 36 in quarter hours, then hours. */
class LongHorizonTest {

  private static final int FINE = 144;
  private static final int QUARTERS = 288;

  private static Planner planner(PlanModel model) {
    return new Planner(model, PlannerSettings.DAEMON.horizon(Duration.ofDays(3)).classes(1));
  }

  /** Means by slot of a plan: quarter hours, then hours. */
  private static double[] bySlot(double[] quarters) {
    return DoubleStream.concat(
            Arrays.stream(quarters, 0, FINE),
            DoubleStream.iterate(FINE, k -> k < QUARTERS, k -> k + 4)
                .map(k -> Arrays.stream(quarters, (int) k, (int) k + 4).average().orElseThrow()))
        .toArray();
  }

  /** Cars that leave between the second noon and the end, and that lack a quarter. */
  private static RandomCars cars(Random random, int count) {
    Map<String, ChargingPoint> chargers = new HashMap<>();
    List<ChargingRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "ev" + i;
      chargers.put(id, new ChargingPoint(0, 7000 + 4000 * random.nextDouble(), 0.9, 0, 0, 0, 0));
      Duration stays = Duration.ofHours(36 + random.nextInt(36));
      double soc = 20 + 40 * random.nextDouble();
      requests.add(new ChargingRequest(id, soc, soc + 25, 50_000, Days.START.plus(stays)));
    }
    return new RandomCars(chargers, requests);
  }

  /** Cars, and percent of the bill that the worst case may lie above the optimum. */
  @ParameterizedTest
  @CsvSource({"0, 0.5", "1, 0.5"})
  void fiftyRandomCasesCostNoMoreThanInALinearProgramOfTheSameSlots(int cars, double percent) {
    double worst = 0;
    for (int seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L + cars);
      RandomCars them = cars(random, cars);
      double night = 0.1 + 0.2 * random.nextDouble();
      double export = 0.08 * random.nextDouble();
      double day = night + 0.25 * random.nextDouble();
      PlanModel model =
          Days.model(
              Days.tariff(night, day, export),
              Days.storage(4 + 16 * random.nextDouble(), 2 + 4 * random.nextDouble()),
              them.chargers());
      double[] load = Days.load(random, QUARTERS);
      double[] pv = Days.pv(random, QUARTERS, 8000 * random.nextDouble());
      Plan plan = Days.plan(planner(model), load, pv, them.wishes(), 12_000, 5000);
      assertTrue(plan.unmet().isEmpty(), plan.unmet().toString());
      double terminal = Math.min(night, 0.97 * model.storage().efficiency() * day);
      double optimum =
          new LinearProgram(model, plan, bySlot(load), bySlot(pv), 50, 12_000, 5000, terminal)
              .cost(them.needs(), 0);
      double gap = Days.cost(plan, model, terminal) - optimum;
      assertTrue(gap > -0.01, "case " + seed + " beats the optimum by " + -gap);
      double bill = Days.bill(plan, bySlot(load), bySlot(pv)) + them.bill(night);
      worst = Math.max(worst, gap / bill);
    }
    assertTrue(100 * worst < percent, "the worst case lies " + 100 * worst + " % too high");
  }

  /** Two grey days, then one with sun; nights cost no less than days. */
  private static double[] sunOnTheThirdDay() {
    double[] pv = new double[QUARTERS];
    for (int k = 2 * 96 + 24; k < 2 * 96 + 80; k++) {
      pv[k] = 9000 * Math.sin(Math.PI * (k % 96 - 24) / 56.0);
    }
    return pv;
  }

  private static double[] flat(double watts) {
    double[] load = new double[QUARTERS];
    Arrays.fill(load, watts);
    return load;
  }

  private static Plan plan(Planner planner, double[] pv, ChargingRequest... cars) {
    return Days.made(
        planner.plan(
            Days.request(
                Days.START,
                Days.sure(Days.START, flat(500)),
                Days.sure(Days.START, pv),
                10,
                List.of(cars),
                12_000,
                5000)));
  }

  private static double boughtKwh(Plan plan) {
    double[] grid = Days.all(plan, PlanSchedule::gridW);
    double kwh = 0;
    for (int k = 0; k < grid.length; k++) {
      kwh += Math.max(0, grid[k]) / 1000 * (k < FINE ? 0.25 : 1);
    }
    return kwh;
  }

  @Test
  void aCarThatLeavesInThreeDaysWaitsForTheSunOfTheThird() {
    PlanModel model =
        Days.model(Days.tariff(0.3, 0.3, 0.05), PlanModel.StorageModel.NONE, Days.NO_COMPUTE);
    ChargingRequest car =
        new ChargingRequest("ev1", 40, 80, 50_000, Days.START.plus(Duration.ofHours(70)));
    Plan near = plan(new Planner(model, 1), sunOnTheThirdDay(), car);
    assertTrue(near.later().isEmpty(), "36 hours end with the quarter hours");
    Plan far = plan(planner(model), sunOnTheThirdDay(), car);
    assertEquals(FINE, far.slots());
    assertEquals(36, far.later().orElseThrow().gridW().length);
    assertTrue(boughtKwh(far) < 30, "it buys " + boughtKwh(far) + " kWh");
    assertEquals(0, Arrays.stream(far.schedule().powerW(AssetSeries.EV)).sum(), 1e-6);
    assertEquals(
        80, far.later().orElseThrow().stored(AssetSeries.EV).orElseThrow().level()[35], 0.5);
    assertEquals(List.of(), far.unmet());
  }

  /** State of charge after a night that is cheap once, percent. */
  private static double afterTheNight(Planner planner, double[] pv) {
    double[] prices = flat(0.4);
    Arrays.fill(prices, 0, 32, 0.1);
    Plan plan =
        Days.made(
            planner.plan(
                Days.request(
                    flat(500),
                    pv,
                    10,
                    new Prices(Days.START, QuarterHour.LENGTH, prices, flat(0)))));
    return plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level()[32];
  }

  @Test
  void inACheapNightABatteryBuysForThreeGreyDaysAndLessIfTheThirdIsSunny() {
    PlanModel model = Days.model(Days.tariff(0.4, 0.4, 0), Days.storage(60, 10), Days.NO_COMPUTE);
    double near = afterTheNight(new Planner(model, 1), flat(0));
    double grey = afterTheNight(planner(model), flat(0));
    double sunny = afterTheNight(planner(model), sunOnTheThirdDay());
    assertEquals(near + 100 * 36 * 0.5 / 0.95 / 60, grey, 2, "18 kWh more for 36 hours more");
    assertTrue(sunny < grey - 10 && sunny > near + 5, near + ", " + sunny + ", " + grey + " %");
  }
}
