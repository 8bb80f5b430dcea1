package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;

/**
 * Where the storages stand in each slot of a finished plan if all comes as expected, and what more
 * load costs there: the mean over the error classes, for one more kW is cheap only as long as there
 * is sun left over, and how long that is nobody knows.
 */
final class ExpectedTrajectory {

  private final BackwardPass backwardPass;
  private final BestAction bestAction;
  private final HorizonData horizonData;
  private final double[][] kwh;
  private Storage[] stores = new Storage[0];

  ExpectedTrajectory(
      BackwardPass backwardPass, BestAction bestAction, HorizonData horizonData, int horizon) {
    this.backwardPass = backwardPass;
    this.bestAction = bestAction;
    this.horizonData = horizonData;
    this.kwh = new double[StateGrid.MOST_STORES][horizon];
  }

  /**
   * Follows the plan.
   *
   * @param present storages of the plan
   * @param a energy of the first storage now, kWh; {@code b}, {@code c} of the others
   */
  void follow(Storage[] present, double a, double b, double c) {
    stores = present;
    kwh[0][0] = a;
    kwh[1][0] = b;
    kwh[2][0] = c;
    for (int k = 0; k < horizonData.slots - 1; k++) {
      make(k, mean(horizonData.netKw[k]), mean(horizonData.pvKw[k]));
      for (int s = 0; s < kwh.length; s++) {
        boolean comes =
            s < stores.length
                && !backwardPass.lattice(k).has(s)
                && backwardPass.lattice(k + 1).has(s);
        kwh[s][k + 1] = comes ? stores[s].comesWithKwh() : kwh[s][k] + bestAction.kwh[s];
      }
    }
  }

  /** Expected cost of slot {@code k} and of the time after it with {@code kw} more load. */
  double cost(int k, double kw) {
    double sum = 0;
    int classes = horizonData.netKw[k].length;
    for (int z = 0; z < classes; z++) {
      make(k, horizonData.netKw[k][z] + kw, horizonData.pvKw[k][z]);
      sum += bestAction.total;
    }
    return sum / classes;
  }

  private void make(int k, double net, double pv) {
    double a = kwh[0][k];
    bestAction.make(
        backwardPass, stores, horizonData, k, horizonData.up[k], net, pv, a, kwh[1][k], kwh[2][k]);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
