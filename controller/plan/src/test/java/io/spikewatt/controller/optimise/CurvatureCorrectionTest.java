package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/** Values between levels, where there are two storages. */
class CurvatureCorrectionTest {

  private static final int LEVELS = 9;

  private final SplittableRandom random = new SplittableRandom(7);

  /** Energies 0 to 8 kWh a storage, a level each kWh. */
  private static StateGrid lattice() {
    StateGrid stateGrid = new StateGrid();
    stateGrid.set(0, LEVELS, Storage.battery(0, 8, 4, 4, 1, 1, 0));
    stateGrid.set(1, LEVELS, Storage.battery(0, 8, 4, 4, 1, 1, 0));
    return stateGrid;
  }

  private static double read(StateGrid stateGrid, double[] values, double first, double second) {
    return stateGrid.interpolate(values, new double[] {first, second, 0});
  }

  private static double[] values(DoubleBinaryOperator of) {
    double[] values = new double[LEVELS * LEVELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.applyAsDouble(i % LEVELS, Math.floorDiv(i, LEVELS));
    }
    return values;
  }

  @Test
  void a_parabola_is_met_between_inner_levels() {
    DoubleBinaryOperator parabola = (a, b) -> 3 * a * a - 2 * a + 0.5 * b * b + a * b;
    double[] values = values(parabola);
    for (int run = 0; run < 200; run++) {
      double a = 1 + 6 * random.nextDouble();
      double b = 1 + 6 * random.nextDouble();
      double found = read(lattice(), values, a, b);
      assertEquals(parabola.applyAsDouble(a, b), found, 1e-9, a + " " + b);
    }
  }

  @Test
  void a_bend_that_lies_on_a_level_stays_there() {
    double[] owed = values((a, b) -> 2 * Math.max(0, 5 - b));
    for (double b = 0; b <= 8; b += 0.125) {
      assertEquals(2 * Math.max(0, 5 - b), read(lattice(), owed, 4.5, b), 1e-12);
    }
  }

  @Test
  void convex_values_stay_convex_and_on_their_levels() {
    StateGrid stateGrid = lattice();
    for (int run = 0; run < 200; run++) {
      double[] row = new double[LEVELS];
      double slope = -5;
      for (int i = 1; i < LEVELS; i++) {
        row[i] = row[i - 1] + slope;
        slope += random.nextInt(3) == 0 ? 0 : 2 * random.nextDouble();
      }
      double[] values = values((a, b) -> row[(int) b]);
      for (int i = 0; i < LEVELS; i++) {
        assertEquals(row[i], read(stateGrid, values, 3, i), 1e-12);
      }
      double step = 1.0 / 64;
      for (double b = step; b < 8; b += step) {
        double bend =
            read(stateGrid, values, 3, b - step)
                - 2 * read(stateGrid, values, 3, b)
                + read(stateGrid, values, 3, b + step);
        assertTrue(bend > -1e-9, "not convex at " + b);
      }
    }
  }

  @Test
  void the_recursion_reads_between_levels_what_a_choice_reads() {
    GridResolution gridResolution = new GridResolution(1, 41, 41, 9, 25, 7, 9, 1);
    for (int cars = 1; cars <= 2; cars++) {
      RandomDay day = new RandomDay(3, cars, 0);
      BackwardPass backwardPass =
          new BackwardPass(day.supplyOptions, 1, gridResolution, RandomDay.SLOTS, 24, false);
      Values values = backwardPass.run(day.problem, day.stores, GridMarkovChain.ANNOUNCED, 0, 0);
      BestAction bestAction = new BestAction(day.supplyOptions, BestAction.Equals.EXCHANGE_LEAST);
      int k = 5;
      StateGrid stateGrid = values.grid(k);
      assertTrue(stateGrid.has(cars), "another slot is needed");
      int cell = 0;
      int compared = 0;
      for (int c = 0; c < stateGrid.levels(2); c++) {
        for (int b = 0; b < stateGrid.levels(1); b++) {
          for (int a = 0; a < stateGrid.levels(0); a++) {
            double total =
                bestAction.leastTotal(
                    values,
                    k,
                    UnitCommitment.OFF,
                    day.problem.netKw(k, 0),
                    day.problem.net().pvKw()[k][0],
                    new double[] {stateGrid.kwh(0, a), stateGrid.kwh(1, b), stateGrid.kwh(2, c)});
            // The lowest level may lie below the least energy, where only the recursion may be.
            boolean inside =
                isAbove(day, 0, stateGrid.kwh(0, a))
                    && isAbove(day, 1, stateGrid.kwh(1, b))
                    && isAbove(day, 2, stateGrid.kwh(2, c));
            if (inside) {
              assertEquals(values.mean(k - 1, UnitCommitment.OFF)[cell], total, 1e-9);
              compared++;
            }
            cell++;
          }
        }
      }
      assertTrue(compared > 0.7 * cell, compared + " of " + cell);
    }
  }

  private static boolean isAbove(RandomDay day, int storage, double kwh) {
    return storage >= day.stores.length || kwh >= day.stores[storage].minKwh() - 1e-9;
  }
}
