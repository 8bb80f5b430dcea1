package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With the true future a plan's bill, demand charge included, is close to that of a linear program
 * that knows the peak as a variable.
 */
class DemandChargeAgainstLinearProgramTest {

  private static final int SLOTS = 96;

  /**
   * Cars, days, and percent of one day's bill, in which the charge for the whole month stands, that
   * all days together may lie above the optimum; 0.8, 5.1 and 7.6 % were measured. That is a peak
   * of the month up to 0.1 kW higher than it need be with a battery alone and more with a car,
   * because a value between two levels of energy is not quite what it is read as, and the price
   * above the peak is steep.
   */
  @ParameterizedTest
  @CsvSource({"0, 40, 1.1", "1, 12, 6.5", "3, 8, 9.5"})
  void allDaysTogetherCostLittleMoreThanTheOptimum(int cars, int days, double percent) {
    double gaps = 0;
    double bills = 0;
    for (int seed = 1; seed <= days; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L + cars);
      RandomCars them = RandomCars.of(random, cars);
      double night = 0.1 + 0.2 * random.nextDouble();
      double day = night + 0.25 * random.nextDouble();
      double export = 0.08 * random.nextDouble();
      Tariff energy = Days.tariff(night, day, export);
      double perKw = 12 * random.nextDouble();
      PlanModel model =
          new PlanModel(
              Days.BERLIN,
              new Tariff(energy.imports(), export, perKw, Tariff.Co2.NONE, "EUR"),
              Site.Objective.COST,
              Days.storage(8 + 10 * random.nextDouble(), 5),
              0,
              them.chargers(),
              Days.NO_COMPUTE,
              Duration.ofHours(1));
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 6000 * random.nextDouble());
      double importW = 8000 + 5000 * cars;
      double soFarW = random.nextInt(3) == 0 ? 0 : 3000 * random.nextDouble();
      PlanRequest request =
          new PlanRequest(
              new Moment(0, Days.START),
              new PlanRequest.Ahead(Days.sure(Days.START, load), Days.sure(Days.START, pv)),
              OptionalDouble.of(50),
              them.wishes(),
              new PlanRequest.Limits(importW, 8000),
              new PlanRequest.Peak(soFarW, OptionalDouble.empty()),
              Prices.NONE,
              PlanRequest.FlexibleLoads.NONE);
      Plan plan = Days.made(new Planner(model, 1).plan(request));
      double terminal = Math.min(night, 0.97 * model.storage().efficiency() * day);
      double cost = Days.cost(plan, model, terminal);
      double optimum =
          new LinearProgram(model, plan, load, pv, 50, importW, 8000, terminal)
              .cost(them.needs(), soFarW);
      double gap = cost - optimum;
      assertTrue(gap > -0.01, "day " + seed + " beats the optimum, so the oracle is wrong: " + gap);
      double highest = soFarW;
      for (int k = 0; k < SLOTS; k++) {
        highest = Math.max(highest, load[k] - pv[k]);
      }
      double bill = Days.bill(plan, load, pv) + them.bill(night);
      bill += perKw * (highest - soFarW) / 1000;
      gaps += gap;
      bills += bill;
    }
    double over = 100 * gaps / bills;
    assertTrue(over < percent, cars + " cars: " + over + " % above the optimum");
  }
}
