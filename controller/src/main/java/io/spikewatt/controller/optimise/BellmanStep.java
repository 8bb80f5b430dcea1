package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * One step of the backward recursion: V(E) = min over actions of cost + V'(E + action), values
 * between levels by {@link StateGrid#interpolate}. Every inner loop uses one index for all its
 * arrays, so that the compiler emits vector instructions: shifted tables are copied before use, and
 * infinity separates rows of the first storage's levels.
 */
final class BellmanStep {

  private double[] wide = new double[0];
  private double[] shifted = new double[0];
  private double[] best = new double[0];
  private double[][] least = new double[0][0];
  private double[] a = new double[0];
  private double[] b = new double[0];
  private double[] c = new double[0];
  private double[] d = new double[0];

  /** Second differences between a level and the next, by storage; 0 where unknown. */
  private final double[][] bend = new double[StateGrid.MOST_STORES][0];

  /** The same along the first storage of a group's shifted table. */
  private double[] shiftedBend = new double[0];

  /** Cells in which a group's actions can begin: from the first to the one after the last. */
  private int from;

  private int to;

  private boolean bends;
  private int width;
  private int pad;
  private int stride;
  private int rows1;
  private int rows2;
  private int copies;

  /**
   * Cheapest of all actions from each cell, for some grid states with equal slot costs; together,
   * because long loops are fast loops.
   *
   * @param next values after the slot, by grid state
   * @param firstState first grid state
   * @param endState the one after the last
   * @return values at the slot's start, by grid state counted from {@code firstState}; valid until
   *     the next call
   */
  double[][] minimise(
      Actions actions, StateGrid stateGrid, double[][] next, int firstState, int endState) {
    width = stateGrid.levels(0);
    rows1 = stateGrid.levels(1);
    rows2 = stateGrid.levels(2);
    copies = endState - firstState;
    double far = 0;
    for (int m = 0; m < actions.count; m++) {
      far = Math.max(far, Math.abs(actions.kwh[m]));
    }
    pad = 1 + Math.min(width, (int) (far / stateGrid.stepKwh(0)) + 1);
    stride = width + pad;
    int rows = rows1 * rows2;
    int cells = copies * rows * stride;
    reserve(cells);
    Arrays.fill(wide, 0, cells + 2 * pad, Double.POSITIVE_INFINITY);
    for (int row = 0; row < copies * rows; row++) {
      System.arraycopy(
          next[firstState + row / rows], row % rows * width, wide, pad + row * stride, width);
    }
    Arrays.fill(best, 0, cells, Double.POSITIVE_INFINITY);
    bends = stateGrid.several();
    if (bends) {
      bendAcross(cells);
      bendAlong(wide, cells, bend[0]);
    }
    for (int g = 0; g < actions.groups; g++) {
      double s1 = snap(actions.groupKwh[1][g] / stateGrid.stepKwh(1));
      double s2 = snap(actions.groupKwh[2][g] / stateGrid.stepKwh(2));
      boolean stays = s1 == 0 && s2 == 0;
      reach(s1, s2);
      if (from < to) {
        double[] table = stays ? wide : shift(s1, s2, cells);
        double[] curve = stays ? bend[0] : shiftedBend;
        for (int m = actions.first[g]; m < actions.first[g + 1]; m++) {
          double steps = snap(actions.kwh[m] / stateGrid.stepKwh(0));
          int low = (int) Math.floor(steps);
          if (Math.abs(low) < width) {
            offer(table, curve, low, actions.cost[m], steps - low);
          }
        }
      }
    }
    for (int row = 0; row < copies * rows; row++) {
      System.arraycopy(best, row * stride, least[row / rows], row % rows * width, width);
    }
    return least;
  }

  private void offer(double[] table, double[] curve, int low, double cost, double f) {
    int at = pad + low + from;
    int count = to - from;
    System.arraycopy(table, at, a, from, count);
    if (f == 0) {
      onLevel(best, a, from, to, cost);
    } else {
      System.arraycopy(table, at + 1, b, from, count);
      if (bends) {
        System.arraycopy(curve, at, c, from, count);
        bent(best, a, b, c, from, to, cost, f);
      } else {
        between(best, a, b, from, to, cost, f);
      }
    }
  }

  /**
   * Finds the rows in which a group's actions of the second and third storage stay within the grid.
   */
  private void reach(double s1, double s2) {
    int n1 = (int) Math.floor(s1);
    int n2 = (int) Math.floor(s2);
    int firstRow = Math.max(0, -n2) * rows1 + Math.max(0, -n1);
    int lastPlane = Math.min(rows2, rows2 - n2 - (s2 > n2 ? 1 : 0)) - 1;
    int lastRow = Math.min(rows1, rows1 - n1 - (s1 > n1 ? 1 : 0)) - 1;
    boolean none = lastPlane < Math.max(0, -n2) || lastRow < Math.max(0, -n1);
    from = none ? 0 : firstRow * stride;
    int rows = ((copies - 1) * rows2 + lastPlane) * rows1 + lastRow + 1;
    to = none ? 0 : rows * stride;
  }

  /** The table shifted by a group's actions of the second and third storage. */
  private double[] shift(double s1, double s2, int cells) {
    int n1 = (int) Math.floor(s1);
    int n2 = (int) Math.floor(s2);
    double f1 = s1 - n1;
    double f2 = s2 - n2;
    Arrays.fill(shifted, 0, cells + 2 * pad, Double.POSITIVE_INFINITY);
    int above1 = f1 > 0 ? 1 : 0;
    int above2 = f2 > 0 ? 1 : 0;
    int first = Math.max(0, -n1);
    int count = Math.min(rows1, rows1 - n1 - above1) - first;
    for (int copy = 0; copy < copies; copy++) {
      for (int j = Math.max(0, -n2); j < rows2 && j + n2 + above2 < rows2; j++) {
        int target = pad + ((copy * rows2 + j) * rows1 + first) * stride;
        int source = target + (n2 * rows1 + n1) * stride;
        if (f1 == 0 && f2 == 0) {
          System.arraycopy(wide, source, shifted, target, count * stride);
          System.arraycopy(bend[0], source, shiftedBend, target, count * stride);
        } else {
          for (int i = 0; i < count; i++) {
            row(target + i * stride, source + i * stride, f1, f2);
          }
        }
      }
    }
    if (bends && (f1 > 0 || f2 > 0)) {
      bendAlong(shifted, cells, shiftedBend);
    }
    return shifted;
  }

  private void row(int target, int source, double f1, double f2) {
    int up1 = f1 > 0 ? stride : 0;
    int up2 = f2 > 0 ? rows1 * stride : 0;
    double w00 = (1 - f1) * (1 - f2);
    double w10 = f1 * (1 - f2);
    double w01 = (1 - f1) * f2;
    double w11 = f1 * f2;
    double below1 = CurvatureCorrection.below(f1);
    double below2 = CurvatureCorrection.below(f2);
    double[] bend1 = bend[1];
    double[] bend2 = bend[2];
    for (int x = 0; x < width; x++) {
      shifted[target + x] =
          w00 * wide[source + x]
              + w10 * wide[source + up1 + x]
              + w01 * wide[source + up2 + x]
              + w11 * wide[source + up1 + up2 + x]
              - below1 * ((1 - f2) * bend1[source + x] + f2 * bend1[source + up2 + x])
              - below2 * ((1 - f1) * bend2[source + x] + f1 * bend2[source + up1 + x]);
    }
  }

  /** Curvature of the values along the second and the third storage. */
  private void bendAcross(int cells) {
    for (double[] all : bend) {
      Arrays.fill(all, 0, cells + 2 * pad, 0);
    }
    bendAcross(cells, 1, stride, rows1);
    bendAcross(cells, 2, rows1 * stride, rows2);
  }

  /**
   * The same along storage {@code s}.
   *
   * @param by distance of its levels in the table
   * @param levels number of them
   */
  private void bendAcross(int cells, int s, int by, int levels) {
    int count = cells - 3 * by;
    if (levels < 4 || count <= 0) {
      return;
    }
    curve(wide, pad, by, count);
    for (int row = 0; row < copies * rows1 * rows2; row++) {
      int at = row * stride;
      if (CurvatureCorrection.known(row * stride / by % levels, levels)) {
        System.arraycopy(d, at - by, bend[s], pad + at, width);
      }
    }
  }

  /** Curvature of a table's values along the first storage. */
  private void bendAlong(double[] table, int cells, double[] result) {
    curve(table, pad - 1, 1, cells);
    for (int row = 0; row < copies * rows1 * rows2; row++) {
      int at = row * stride;
      // A row from which an action leaves the grid is infinite, without curvature.
      if (table[pad + at] < Double.POSITIVE_INFINITY && width > 3) {
        System.arraycopy(d, at + 1, result, pad + at + 1, width - 3);
      } else {
        Arrays.fill(result, pad + at, pad + at + width, 0);
      }
    }
  }

  /**
   * Sets {@code d} to the curvature between the second and the third of four values that are {@code
   * by} apart, as {@link CurvatureCorrection#of}; not a number where one of them is infinite.
   */
  private void curve(double[] table, int from, int by, int count) {
    System.arraycopy(table, from, a, 0, count);
    System.arraycopy(table, from + by, b, 0, count);
    System.arraycopy(table, from + 2 * by, c, 0, count);
    System.arraycopy(table, from + 3 * by, d, 0, count);
    for (int i = 0; i < count; i++) {
      double middle = c[i] - b[i];
      double first = middle - (b[i] - a[i]);
      double second = d[i] - c[i] - middle;
      d[i] = Math.max(0, Math.min(first, second)) + Math.min(0, Math.max(first, second));
    }
  }

  private void reserve(int cells) {
    int most = cells + 3 * (stride + pad);
    if (wide.length < most) {
      wide = new double[most];
      shifted = new double[most];
      shiftedBend = new double[most];
      Arrays.setAll(bend, s -> new double[most]);
    }
    if (least.length < copies || least[0].length < rows1 * rows2 * width) {
      least = new double[copies][rows1 * rows2 * width];
    }
    if (best.length < cells) {
      best = new double[cells];
      a = new double[cells];
      b = new double[cells];
      c = new double[cells];
      d = new double[cells];
    }
  }

  private static double snap(double steps) {
    double nearest = Math.rint(steps);
    return Math.abs(steps - nearest) < 1e-7 ? nearest : steps;
  }

  private static void onLevel(double[] best, double[] a, int from, int to, double cost) {
    for (int i = from; i < to; i++) {
      best[i] = Math.min(best[i], cost + a[i]);
    }
  }

  private static void between(
      double[] best, double[] a, double[] b, int from, int to, double cost, double f) {
    double g = 1 - f;
    for (int i = from; i < to; i++) {
      best[i] = Math.min(best[i], cost + g * a[i] + f * b[i]);
    }
  }

  private static void bent(
      double[] best, double[] a, double[] b, double[] c, int from, int to, double cost, double f) {
    double g = 1 - f;
    double below = CurvatureCorrection.below(f);
    for (int i = from; i < to; i++) {
      best[i] = Math.min(best[i], cost + g * a[i] + f * b[i] - below * c[i]);
    }
  }
}
