package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A battery of 10 kWh whose energy is worth so much a kWh; four slots a day. */
class TerminalValueTest {
  private static final int PER_DAY = 4;
  private static final double UNKNOWN = 9;

  private final TerminalValue terminal = new TerminalValue(PER_DAY, 1, 11);

  private static StateGrid lattice(int levels) {
    StateGrid stateGrid = new StateGrid();
    stateGrid.set(0, levels, Storage.battery(0, 10, 5, 5, 1, 1, 0));
    return stateGrid;
  }

  /** A plan finds energy to be worth so much at a slot; what else it costs is no matter. */
  private void plan(long slot, int levels, double perKwh) {
    double[][] values = {new double[levels]};
    for (int i = 0; i < levels; i++) {
      values[0][i] = 100 - 10 * perKwh * i / (levels - 1);
    }
    terminal.remember(slot, lattice(levels), values, 0, 1, new double[3]);
  }

  private void assertWorth(double perKwh, long slot) {
    double[] row = Arrays.copyOf(terminal.row(slot, 0, lattice(3), UNKNOWN), 3);
    assertArrayEquals(new double[] {10 * perKwh, 5 * perKwh, 0}, row, 1e-9);
  }

  @Test
  void beforeAnyPlanItIsWhatTheCallerSays() {
    assertWorth(UNKNOWN, 1);
  }

  @Test
  void itIsTheMeanOfWhatPlansFoundAtThatTimeOfDay() {
    plan(1, 11, 2);
    assertWorth(2, 1 + PER_DAY);
    plan(1, 11, 5);
    plan(1 + PER_DAY, 11, 8);
    assertWorth(5, 1);
    assertWorth(UNKNOWN, 2);
  }

  /** A plan a slot, so a day's mean is of four and a week's of 28. */
  @Test
  void afterAWeekOfPlansNewOnesCountAsMuchAsBefore() {
    for (int plan = 0; plan < 10 * 7 * PER_DAY; plan++) {
      plan(3, 11, 2);
    }
    plan(3, 11, 2 + 7 * PER_DAY);
    assertWorth(3, 3);
  }

  @Test
  void otherLevelsBeginAnewAndNoNumberIsForgotten() {
    plan(1, 11, 2);
    plan(1, 6, 4);
    assertWorth(4, 1);
    plan(1, 6, Double.NaN);
    assertWorth(UNKNOWN, 1);
    plan(1, 6, 6);
    assertWorth(6, 1);
  }
}
