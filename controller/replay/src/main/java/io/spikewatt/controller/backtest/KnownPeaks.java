package io.spikewatt.controller.backtest;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Best import levels for a course with known future, one a month. A golden section over whole
 * courses finds them, all months at once, because one month's cost hardly depends on another's
 * level.
 */
final class KnownPeaks {

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** Leaves an interval of a hundredth of the range. */
  private static final int ROUNDS = 9;

  private final double[] low;
  private final double[] high;
  private final double[] bestKw;
  private final double[] bestCost;

  private KnownPeaks(double[] most) {
    low = new double[most.length];
    high = most.clone();
    bestKw = new double[most.length];
    bestCost = new double[most.length];
    Arrays.fill(bestKw, Double.POSITIVE_INFINITY);
  }

  /**
   * The levels, kW by month; infinite where no level pays.
   *
   * @param free the course without levels
   * @param course with levels by month, kW
   */
  static double[] search(TariffBill free, Function<double[], TariffBill> course) {
    int months = free.peaks().months();
    double[] most = new double[months];
    Arrays.setAll(most, m -> free.peaks().peakKw(m));
    KnownPeaks search = new KnownPeaks(most);
    Arrays.setAll(search.bestCost, free::cost);
    search.narrow(course);
    return search.bestKw;
  }

  private void narrow(Function<double[], TariffBill> course) {
    double[] a = new double[low.length];
    double[] b = new double[low.length];
    Arrays.setAll(a, m -> high[m] - GOLDEN * (high[m] - low[m]));
    Arrays.setAll(b, m -> low[m] + GOLDEN * (high[m] - low[m]));
    double[] costA = costs(a, course);
    double[] costB = costs(b, course);
    double[] probe = new double[low.length];
    boolean[] below = new boolean[low.length];
    for (int round = 0; round < ROUNDS; round++) {
      for (int m = 0; m < low.length; m++) {
        below[m] = costA[m] <= costB[m];
        if (below[m]) {
          high[m] = b[m];
          b[m] = a[m];
          costB[m] = costA[m];
          a[m] = high[m] - GOLDEN * (high[m] - low[m]);
        } else {
          low[m] = a[m];
          a[m] = b[m];
          costA[m] = costB[m];
          b[m] = low[m] + GOLDEN * (high[m] - low[m]);
        }
        probe[m] = below[m] ? a[m] : b[m];
      }
      double[] costs = costs(probe, course);
      for (int m = 0; m < low.length; m++) {
        (below[m] ? costA : costB)[m] = costs[m];
      }
    }
  }

  private double[] costs(double[] levels, Function<double[], TariffBill> course) {
    TariffBill bill = course.apply(levels.clone());
    double[] costs = new double[levels.length];
    for (int m = 0; m < costs.length; m++) {
      costs[m] = bill.cost(m);
      if (costs[m] < bestCost[m]) {
        bestCost[m] = costs[m];
        bestKw[m] = levels[m];
      }
    }
    return costs;
  }
}
