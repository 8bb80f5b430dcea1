package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StoringLevelTest {

  private final PlanSchedule schedule = schedule(4_000, 4_000, Double.POSITIVE_INFINITY);

  @Test
  void aPlanStoresUpToItsLevelOfImport() {
    assertArrayEquals(schedule.importLevelW(), schedule.storingLevelW());
  }

  @Test
  void anotherLevelOnlyLowersIt() {
    PlanSchedule less = schedule.storingUpTo(new double[] {3_000, 5_000, 2_000});
    assertArrayEquals(new double[] {3_000, 4_000, 2_000}, less.storingLevelW());
    assertArrayEquals(schedule.importLevelW(), less.importLevelW(), "the peak is as planned");
    assertArrayEquals(new double[] {4_000, 2_000}, less.part(1, 3).storingLevelW());
  }

  @Test
  void aShorterOneLeavesTheRest() {
    PlanSchedule less = schedule.storingUpTo(new double[] {1_000});
    assertEquals(1_000, less.storingLevelW()[0]);
    assertEquals(4_000, less.storingLevelW()[1]);
  }

  private static PlanSchedule schedule(double... levelW) {
    double[] zero = new double[levelW.length];
    return new PlanSchedule(zero, zero, zero, zero, zero, zero, ImportLevels.of(levelW), List.of());
  }
}
