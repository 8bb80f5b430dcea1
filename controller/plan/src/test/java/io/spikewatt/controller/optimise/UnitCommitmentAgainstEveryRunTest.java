package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A generator's starts and least run, on random half days with a known future, beside the cheapest
 * of all ways to run it, each of which is a linear program.
 */
class UnitCommitmentAgainstEveryRunTest {

  /** With more hours there are too many ways to run. */
  private static final int HOURS = 12;

  private static final GridResolution LEVELS = new GridResolution(1, 121, 121, 15, 61, 9, 21, 0.6);

  /** On the grid its fuel is cheaper than some of the day's hours. */
  private static SupplyOptions.Genset genset(boolean alone, double startCost, int runSlots) {
    return new SupplyOptions.Genset(
        1.5, 4, alone ? 0.5 : 0.12, new UnitCommitment(startCost, runSlots, 1));
  }

  /** Percent of the optima's sum. */
  @ParameterizedTest
  @CsvSource({
    "true,  0, 2.0, 1, 10, 0.1",
    "true,  0, 0.0, 4, 20, 0.1",
    "true,  0, 1.0, 3, 20, 0.1",
    "false, 0, 0.3, 3, 20, 0.3",
    "false, 1, 0.3, 3, 6, 0.3",
  })
  void followingTheValuesCostsLittleMoreThanTheOptimum(
      boolean alone, int cars, double startCost, int runSlots, int days, double percent) {
    double over = 0;
    double sum = 0;
    int starts = 0;
    for (int seed = 1; seed <= days; seed++) {
      RandomDay day = new RandomDay(seed, cars, HOURS, genset(alone, startCost, runSlots), alone);
      double optimum = day.optimumOfAllRuns();
      double gap = day.follow(LEVELS) - optimum;
      assertTrue(gap > -1e-6, "day " + seed + " beats the optimum, so the oracle is wrong");
      over += gap;
      sum += optimum;
      starts += day.starts;
      assertRunsLongEnough(Arrays.copyOf(day.runs, HOURS), runSlots);
    }
    assertTrue(starts > 0, "no day needs the generator");
    assertTrue(over < percent / 100 * sum, "too dear by " + 100 * over / sum + " %");
  }

  private static void assertRunsLongEnough(boolean[] runs, int least) {
    int length = 0;
    for (boolean run : runs) {
      assertTrue(run || length == 0 || length >= least, "a run of " + length + " slots");
      length = run ? length + 1 : 0;
    }
  }

  /** A start that costs next to nothing is carried all the same, and must change nothing. */
  @ParameterizedTest
  @CsvSource({"true, 0", "false, 0", "false, 1", "false, 2"})
  void startsForNothingLeadToWhatAFreeGeneratorDoes(boolean alone, int cars) {
    for (int seed = 1; seed <= (cars == 2 ? 3 : 10); seed++) {
      double free =
          new RandomDay(seed, cars, RandomDay.SLOTS, genset(alone, 0, 1), alone).follow(LEVELS);
      double carried =
          new RandomDay(seed, cars, RandomDay.SLOTS, genset(alone, 1e-12, 1), alone).follow(LEVELS);
      assertEquals(free, carried, 1e-9 * Math.abs(free), "day " + seed);
    }
  }

  @Test
  void ignoringTheStartsCostsMore() {
    double known = 0;
    double ignored = 0;
    for (int seed = 1; seed <= 20; seed++) {
      known += new RandomDay(seed, 0, RandomDay.SLOTS, genset(true, 2, 1), true).follow(LEVELS);
      RandomDay day = new RandomDay(seed, 0, RandomDay.SLOTS, genset(true, 1e-12, 1), true);
      ignored += day.follow(LEVELS) + 2 * day.starts;
    }
    assertTrue(known < 0.98 * ignored, known + " against " + ignored);
  }
}
