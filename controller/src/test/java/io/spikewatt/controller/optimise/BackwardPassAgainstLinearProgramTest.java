package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With the true future the values lead to the linear program's optimum, but for what the levels
 * cost; percent of the bill without storages.
 */
class BackwardPassAgainstLinearProgramTest {

  private static final GridResolution LEVELS = new GridResolution(1, 121, 121, 15, 61, 9, 21, 0.6);

  @ParameterizedTest
  @CsvSource({"0, 100, 0.05", "1, 100, 0.4", "2, 12, 0.7"})
  void followingTheValuesCostsLittleMoreThanTheOptimum(int cars, int days, double percent) {
    double gap = 0;
    double bills = 0;
    for (int seed = 1; seed <= days; seed++) {
      RandomDay day = new RandomDay(seed, cars, 0);
      double over = day.follow(LEVELS) - day.optimum();
      assertTrue(over > -1e-6, "day " + seed + " beats the optimum, so the oracle is wrong");
      gap += over;
      bills += day.idleBill();
    }
    assertTrue(gap < percent / 100 * bills, "too dear by " + 100 * gap / bills + " %");
  }

  @Test
  void aGeneratorsMinimumOnlyMakesItDearer() {
    for (int seed = 1; seed <= 20; seed++) {
      double free = new RandomDay(seed, 0, 0).follow(LEVELS);
      double bound = new RandomDay(seed, 0, 2).follow(LEVELS);
      assertTrue(bound > free - 0.01, "day " + seed);
    }
  }

  @Test
  void noneOfThisAllocatesAfterTheFirstPass() {
    RandomDay day = new RandomDay(1, 1, 1);
    BackwardPass backwardPass =
        new BackwardPass(day.supplyOptions, 1, LEVELS, RandomDay.SLOTS, 24, false);
    GridMarkovChain chain = new GridMarkovChain();
    for (int i = 0; i < 3; i++) {
      backwardPass.run(day.horizonData, day.stores, chain, 0, i);
    }
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    backwardPass.run(day.horizonData, day.stores, chain, 0, 3);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 512, allocated + " bytes");
  }
}
