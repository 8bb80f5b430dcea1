package io.spikewatt.controller.plan;

import java.util.Arrays;

/**
 * One step of the backward recursion: V(z, E) = min over moves of cost + Σ P(z'|z) V'(z', E +
 * move), values linear between levels.
 *
 * <p>Every inner loop uses one index for all its arrays, because only then the compiler uses vector
 * instructions; that is why a shifted table is copied before it is used, and why rows of battery
 * levels stand apart with infinity between them, where a move would leave the lattice.
 */
final class Recursion {

  private double[] wide = new double[0];
  private double[] best = new double[0];
  private double[] a = new double[0];
  private double[] b = new double[0];
  private double[] c = new double[0];
  private double[] d = new double[0];

  /** {@code out} = Σ over z of weights[z] · values[z], for {@code cells} cells. */
  static void mix(double[] weights, double[][] values, double[] out, int cells) {
    Arrays.fill(out, 0, cells, 0);
    for (int z = 0; z < weights.length; z++) {
      double weight = weights[z];
      double[] from = values[z];
      for (int i = 0; i < cells; i++) {
        out[i] += weight * from[i];
      }
    }
  }

  /** {@code out} = cheapest of all moves from each cell; {@code next} = values after the slot. */
  void minimise(Moves moves, Lattice lattice, double[] next, double[] out) {
    int width = lattice.batteryLevels();
    int rows = lattice.evLevels();
    int pad = 1;
    int up = 1;
    for (int m = 0; m < moves.count; m++) {
      double steps = Math.abs(moves.batteryKwh[m] / lattice.batteryStepKwh());
      pad = Math.max(pad, Math.min(width, (int) steps + 2));
      up = Math.max(up, (int) (moves.evKwh[m] / lattice.evStepKwh()) + 2);
    }
    int stride = width + pad;
    int cells = rows * stride;
    reserve(pad + cells + (up + 1) * stride, cells);
    Arrays.fill(wide, Double.POSITIVE_INFINITY);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(next, row * width, wide, pad + row * stride, width);
    }
    Arrays.fill(best, 0, cells, Double.POSITIVE_INFINITY);
    for (int m = 0; m < moves.count; m++) {
      double eSteps = snap(moves.evKwh[m] / lattice.evStepKwh());
      double bSteps = snap(moves.batteryKwh[m] / lattice.batteryStepKwh());
      int sb = (int) Math.floor(bSteps);
      int se = (int) Math.floor(eSteps);
      if (Math.abs(sb) < width && se < rows) {
        int from = pad + se * stride + sb;
        offer(from, stride, cells, moves.cost[m], bSteps - sb, eSteps - se);
      }
    }
    for (int row = 0; row < rows; row++) {
      System.arraycopy(best, row * stride, out, row * width, width);
    }
  }

  private void offer(int from, int stride, int cells, double cost, double fb, double fe) {
    System.arraycopy(wide, from, a, 0, cells);
    if (fb == 0 && fe == 0) {
      onLevel(best, a, cells, cost);
    } else if (fe == 0) {
      System.arraycopy(wide, from + 1, b, 0, cells);
      between(best, a, b, cells, cost, fb);
    } else if (fb == 0) {
      System.arraycopy(wide, from + stride, b, 0, cells);
      between(best, a, b, cells, cost, fe);
    } else {
      System.arraycopy(wide, from + 1, b, 0, cells);
      System.arraycopy(wide, from + stride, c, 0, cells);
      System.arraycopy(wide, from + stride + 1, d, 0, cells);
      corner(best, a, b, c, d, cells, cost, fb, fe);
    }
  }

  private void reserve(int wideCells, int cells) {
    if (wide.length < wideCells) {
      wide = new double[wideCells];
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

  private static void onLevel(double[] best, double[] a, int cells, double cost) {
    for (int i = 0; i < cells; i++) {
      best[i] = Math.min(best[i], cost + a[i]);
    }
  }

  private static void between(
      double[] best, double[] a, double[] b, int cells, double cost, double f) {
    double g = 1 - f;
    for (int i = 0; i < cells; i++) {
      best[i] = Math.min(best[i], cost + g * a[i] + f * b[i]);
    }
  }

  private static void corner(
      double[] best,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      int cells,
      double cost,
      double fb,
      double fe) {
    double wa = (1 - fb) * (1 - fe);
    double wb = fb * (1 - fe);
    double wc = (1 - fb) * fe;
    double wd = fb * fe;
    for (int i = 0; i < cells; i++) {
      best[i] = Math.min(best[i], cost + wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i]);
    }
  }
}
