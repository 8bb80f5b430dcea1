package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With a known future a plan for a heat pump costs little more than the linear program's optimum,
 * in percent of the bill; states and least runs are held against the program without them.
 */
class HeatPumpAgainstLinearProgramTest {

  /** Fifty in the long form. */
  private static final int DAYS = Integer.getInteger("spikewatt.days", 20);

  @ParameterizedTest
  @CsvSource({
    "false, MODULATING, 0.5",
    "true, MODULATING, 0.5",
    "true, MODULATING_FROM_30_PCT, 1",
    "false, SG_READY, 2",
    "true, SG_READY, 2"
  })
  void theCourseCostsLittleMoreThanTheOptimum(
      boolean battery, RandomHeatDay.Pump pump, double percent) {
    double gap = 0;
    double bills = 0;
    for (int seed = 1; seed <= DAYS; seed++) {
      RandomHeatDay day = new RandomHeatDay(seed, battery, pump);
      Plan plan = Days.made(new Planner(day.model, 1).plan(day.request));
      AssetSeries course = plan.schedule().asset("pump1").orElseThrow();
      assertArrayEquals(day.stored(course.powerW()), course.level(), 1e-6, "day " + seed);
      double over = day.cost(plan) - day.optimum();
      assertTrue(over > -1e-6, "day " + seed + " beats the optimum, so the oracle is wrong");
      gap += over;
      bills += plan.expectedCost();
    }
    assertTrue(gap < percent / 100 * bills, "too dear by " + 100 * gap / bills + " %");
  }
}
