package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noneOfThisAllocatesAfterTheFirstPass(boolean heat) {
    RandomDay day = new RandomDay(1, 1, heat ? 0 : 1);
    if (heat) {
      day.stores[1] = heat();
    }
    BackwardPass backwardPass =
        new BackwardPass(day.supplyOptions, 1, LEVELS, RandomDay.SLOTS, 24, false);
    for (int i = 0; i < 3; i++) {
      backwardPass.run(day.problem, day.stores, GridMarkovChain.ANNOUNCED, 0, i);
    }
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    backwardPass.run(day.problem, day.stores, GridMarkovChain.ANNOUNCED, 0, 3);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 512, allocated + " bytes");
  }

  /** A tank whose heat pump has least runs and pauses of two slots. */
  private static Storage heat() {
    double[] demandKw = new double[RandomDay.SLOTS];
    double[] heatPerKwh = new double[RandomDay.SLOTS];
    Arrays.fill(demandKw, 2);
    Arrays.fill(heatPerKwh, 3);
    return new Storage(
        -1,
        10,
        new Storage.Converter(2, 0, 1, 1, 0, 1, new double[0], new UnitCommitment(0, 2, 2)),
        Storage.Visit.NO_END,
        new Storage.Thermal(8, 0.3, heatPerKwh, demandKw, 0.01));
  }
}
