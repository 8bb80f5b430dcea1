package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step against trying every action in every cell. */
class BellmanStepTest {

  private static final int DAYS = 40;

  /** One object takes all steps, as in a pass. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void noActionIsBetterThanTheStepSays(int cars) {
    BellmanStep step = new BellmanStep();
    Random random = new Random(cars);
    for (int seed = 1; seed <= DAYS; seed++) {
      RandomDay day = new RandomDay(seed, cars, random.nextInt(3));
      StateGrid stateGrid = new StateGrid();
      for (int s = 0; s < day.stores.length; s++) {
        stateGrid.set(s, (cars == 2 ? 5 : 8) + random.nextInt(12), day.stores[s]);
      }
      Actions actions = actions(day, stateGrid, random.nextInt(4));
      double[][] later = new double[2][stateGrid.cells()];
      for (double[] values : later) {
        for (int cell = 0; cell < values.length; cell++) {
          values[cell] = 5 * random.nextDouble();
        }
      }
      double[][] least = step.minimise(actions, stateGrid, later, 0, 2);
      for (int state = 0; state < 2; state++) {
        for (int cell = 0; cell < stateGrid.cells(); cell++) {
          double tried = tried(actions, stateGrid, later[state], cell);
          assertEquals(tried, least[state][cell], 1e-5, "day " + seed + ", cell " + cell);
        }
      }
    }
  }

  private static Actions actions(RandomDay day, StateGrid stateGrid, int k) {
    SlotCost cost = new SlotCost(day.supplyOptions);
    SlotProblem problem = day.problem;
    cost.slot(problem, k, true).absorbers(problem.net().loadKw()[k], problem.net().pvKw()[k][0]);
    Actions actions = new Actions(cost);
    actions.stores(day.stores);
    actions.list(cost, stateGrid, problem, k, problem.netKw(k, 0));
    return actions;
  }

  private static double tried(Actions actions, StateGrid stateGrid, double[] later, int cell) {
    double a = stateGrid.kwh(0, cell % stateGrid.levels(0));
    double b = stateGrid.kwh(1, cell / stateGrid.stride(1) % stateGrid.levels(1));
    double c = stateGrid.kwh(2, cell / stateGrid.stride(2));
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < actions.groups(); g++) {
      double b1 = b + actions.groupKwh(1, g);
      double c1 = c + actions.groupKwh(2, g);
      for (int m = actions.first(g); m < actions.first(g + 1); m++) {
        double a1 = a + actions.kwh(m);
        boolean outside =
            outside(stateGrid, 0, a1) || outside(stateGrid, 1, b1) || outside(stateGrid, 2, c1);
        if (!outside) {
          least =
              Math.min(
                  least, actions.cost(m) + stateGrid.interpolate(later, new double[] {a1, b1, c1}));
        }
      }
    }
    return least;
  }

  private static boolean outside(StateGrid stateGrid, int s, double kwh) {
    return stateGrid.has(s)
        && (kwh < stateGrid.kwh(s, 0) - 1e-9 || kwh > stateGrid.topKwh(s) + 1e-9);
  }
}
