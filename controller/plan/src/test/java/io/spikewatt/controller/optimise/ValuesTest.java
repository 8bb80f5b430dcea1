package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ValuesTest {

  private static final GridResolution LEVELS = new GridResolution(1, 41, 41, 9, 25, 7, 9, 1);

  /** They lie in the memory of the pass. */
  @Test
  void theNextRunOfThePassEndsThem() {
    RandomDay day = new RandomDay(1, 0, 0);
    BackwardPass pass = new BackwardPass(day.supplyOptions, 1, LEVELS, RandomDay.SLOTS, 24, false);
    Values first = pass.run(day.problem, day.stores, GridMarkovChain.ANNOUNCED, 0, 0);
    assertEquals(41, first.grid(3).cells());
    Values second = pass.run(day.problem, day.stores, GridMarkovChain.ANNOUNCED, 0, 1);
    assertThrows(IllegalStateException.class, () -> first.grid(3));
    assertThrows(IllegalStateException.class, () -> first.mean(3, UnitCommitment.OFF));
    assertEquals(41, second.grid(3).cells());
  }
}
