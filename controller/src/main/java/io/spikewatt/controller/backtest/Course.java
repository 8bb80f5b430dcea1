package io.spikewatt.controller.backtest;

import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.Lattice;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.controller.value.Store;

/**
 * Where the storages stand in each slot of a finished plan if all comes as expected, and what more
 * load costs there: the mean over the error classes, for one more kW is cheap only as long as there
 * is sun left over, and how long that is nobody knows.
 */
final class Course {

  private final Backward backward;
  private final Choice choice;
  private final Outlook outlook;
  private final double[][] kwh;
  private Store[] stores = new Store[0];

  Course(Backward backward, Choice choice, Outlook outlook, int horizon) {
    this.backward = backward;
    this.choice = choice;
    this.outlook = outlook;
    this.kwh = new double[Lattice.MOST_STORES][horizon];
  }

  /**
   * Follows the plan.
   *
   * @param present storages of the plan
   * @param a energy of the first storage now, kWh; {@code b}, {@code c} of the others
   */
  void follow(Store[] present, double a, double b, double c) {
    stores = present;
    kwh[0][0] = a;
    kwh[1][0] = b;
    kwh[2][0] = c;
    for (int k = 0; k < outlook.slots - 1; k++) {
      make(k, mean(outlook.netKw[k]), mean(outlook.pvKw[k]));
      for (int s = 0; s < kwh.length; s++) {
        boolean comes =
            s < stores.length && !backward.lattice(k).has(s) && backward.lattice(k + 1).has(s);
        kwh[s][k + 1] = comes ? stores[s].comesWithKwh() : kwh[s][k] + choice.kwh[s];
      }
    }
  }

  /** Expected cost of slot {@code k} and of the time after it with {@code kw} more load. */
  double cost(int k, double kw) {
    double sum = 0;
    int classes = outlook.netKw[k].length;
    for (int z = 0; z < classes; z++) {
      make(k, outlook.netKw[k][z] + kw, outlook.pvKw[k][z]);
      sum += choice.total;
    }
    return sum / classes;
  }

  private void make(int k, double net, double pv) {
    double a = kwh[0][k];
    choice.make(backward, stores, outlook, k, outlook.up[k], net, pv, a, kwh[1][k], kwh[2][k]);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
