package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanRequests;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Planner and dispatcher together over a day with noise that the forecast does not know. */
class WholeDayTest {

  private static final Instant START = Instant.parse("2026-06-14T22:00:00Z");
  private static final DemoSite DEMO =
      DemoSite.usual().withCycle(Duration.ofSeconds(3)).withLimits(12_000, 3000);

  /** What a day brought. */
  private record Day(double bill, double soc, double carSoc, double longestOverS) {
    /** Bill with what is left in the battery taken at a price between night and day. */
    double worth() {
      return bill - 0.25 * soc / 100 * 10;
    }
  }

  @Test
  void byPlanTheDayCostsLessThanBySelfConsumptionAndTheCarIsReady() {
    Day plan = run(RequestedMode.AUTO);
    Day rule = run(RequestedMode.SELF_CONSUMPTION);
    assertTrue(plan.carSoc >= 79, "car at " + plan.carSoc + " %");
    assertTrue(rule.carSoc >= 79, "car by rule at " + rule.carSoc + " %");
    assertTrue(plan.longestOverS < 10, "a limit was broken for " + plan.longestOverS + " s");
    assertTrue(rule.longestOverS < 10, "a limit was broken for " + rule.longestOverS + " s");
    assertTrue(plan.worth() < rule.worth() - 0.3, "plan " + plan + ", rule " + rule);
  }

  private static Day run(RequestedMode wish) {
    Random noise = new Random(7);
    Planner planner = new Planner(PlanModel.of(DEMO.site()));
    DemoPlant plant = new DemoPlant(DEMO);
    plant.start = START;
    plant.wish = Optional.of(wish);
    plant.socPct = 40;
    plant.carThere = true;
    plant.carSocPct = 30;
    plant.carTargetPct = 80;
    plant.carLeavesInS = 8 * 3600;
    double bill = 0;
    double over = 0;
    double longest = 0;
    double carSoc = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      plant.loadW = load(minute) * (0.6 + 0.8 * noise.nextDouble());
      plant.pvPotentialW = pv(minute) * (0.5 + 0.6 * noise.nextDouble());
      if (minute == 8 * 60) {
        carSoc = plant.carSocPct;
        plant.carThere = false;
      }
      if (minute % 15 == 1) {
        plant.plan = plan(planner, plant, minute);
      }
      double price = minute < 6 * 60 || minute >= 22 * 60 ? 0.2 : 0.35;
      for (double grid : plant.run(60)) {
        bill += (grid > 0 ? price : 0.08) * grid * 0.1 / 3.6e6;
        over = grid > 12_001 || grid < -3001 ? over + 0.1 : 0;
        longest = Math.max(longest, over);
      }
    }
    return new Day(bill, plant.socPct, carSoc, longest);
  }

  private static Optional<Plan> plan(Planner planner, DemoPlant plant, int minute) {
    double[] load = new double[144];
    double[] pv = new double[144];
    for (int k = 0; k < 144; k++) {
      int at = (minute - minute % 15 + 15 * k + 7) % (24 * 60);
      load[k] = load(at);
      pv[k] = 0.8 * pv(at);
    }
    Instant origin = START.plus(Duration.ofMinutes(minute - minute % 15));
    GridLimits limits =
        GridLimits.inForce(
            DEMO.site(), plant.state.orElseThrow(), OptionalDouble.empty(), OptionalDouble.empty());
    PlanResult result =
        planner.plan(
            PlanRequests.of(
                DEMO.site(),
                plant.state.orElseThrow(),
                forecast(origin, load),
                forecast(origin, pv),
                limits,
                PlanRequest.Peak.NONE,
                Prices.NONE,
                plant.now()));
    return result instanceof PlanResult.Made made ? Optional.of(made.plan()) : Optional.empty();
  }

  private static Forecast forecast(Instant origin, double[] mean) {
    double[] low = new double[mean.length];
    double[] high = new double[mean.length];
    for (int k = 0; k < mean.length; k++) {
      low[k] = 0.8 * mean[k];
      high[k] = 1.2 * mean[k];
    }
    return new Forecast(origin, Duration.ofMinutes(15), low, mean, high, mean, "test");
  }

  private static double load(int minute) {
    double evening = Math.exp(-Math.pow((minute - 19 * 60) / 120.0, 2));
    return 500 + 2500 * evening;
  }

  private static double pv(int minute) {
    return Math.max(0, 7000 * Math.sin(Math.PI * (minute - 360) / (14.0 * 60)))
        * (minute > 360 && minute < 1200 ? 1 : 0);
  }
}
