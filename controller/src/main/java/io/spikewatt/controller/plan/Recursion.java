package io.spikewatt.controller.plan;

import java.util.Arrays;

/**
 * One step of the backward recursion: V(z, E) = min over moves of cost + Σ P(z'|z) V'(z', E +
 * move), values linear between levels. Plain loops over contiguous arrays.
 */
final class Recursion {

  private Recursion() {}

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
  static void minimise(Moves moves, Lattice lattice, double[] next, double[] out) {
    Arrays.fill(out, 0, lattice.cells(), Double.POSITIVE_INFINITY);
    int width = lattice.batteryLevels();
    for (int m = 0; m < moves.count; m++) {
      double b = snap(moves.batteryKwh[m] / lattice.batteryStepKwh());
      double e = snap(moves.evKwh[m] / lattice.evStepKwh());
      int sb = (int) Math.floor(b);
      int se = (int) Math.floor(e);
      double fb = b - sb;
      double fe = e - se;
      int from = Math.max(0, -sb);
      int to = width - Math.max(0, sb + (fb > 0 ? 1 : 0));
      int rows = lattice.evLevels() - se - (fe > 0 ? 1 : 0);
      for (int row = 0; row < rows && from < to; row++) {
        int at = row * width;
        int target = (row + se) * width + sb;
        if (fe == 0 && fb == 0) {
          onLevel(out, next, at, target, from, to, moves.cost[m]);
        } else if (fe == 0) {
          between(out, next, at, target, target + 1, from, to, moves.cost[m], fb);
        } else if (fb == 0) {
          between(out, next, at, target, target + width, from, to, moves.cost[m], fe);
        } else {
          corner(out, next, at, target, width, from, to, moves.cost[m], fb, fe);
        }
      }
    }
  }

  private static double snap(double steps) {
    double nearest = Math.rint(steps);
    return Math.abs(steps - nearest) < 1e-7 ? nearest : steps;
  }

  private static void onLevel(
      double[] out, double[] next, int at, int target, int from, int to, double cost) {
    for (int i = from; i < to; i++) {
      out[at + i] = Math.min(out[at + i], cost + next[target + i]);
    }
  }

  private static void between(
      double[] out,
      double[] next,
      int at,
      int low,
      int high,
      int from,
      int to,
      double cost,
      double f) {
    double g = 1 - f;
    for (int i = from; i < to; i++) {
      out[at + i] = Math.min(out[at + i], cost + g * next[low + i] + f * next[high + i]);
    }
  }

  private static void corner(
      double[] out,
      double[] next,
      int at,
      int target,
      int width,
      int from,
      int to,
      double cost,
      double fb,
      double fe) {
    double w00 = (1 - fb) * (1 - fe);
    double w01 = fb * (1 - fe);
    double w10 = (1 - fb) * fe;
    double w11 = fb * fe;
    for (int i = from; i < to; i++) {
      int t = target + i;
      double then =
          w00 * next[t] + w01 * next[t + 1] + w10 * next[t + width] + w11 * next[t + width + 1];
      out[at + i] = Math.min(out[at + i], cost + then);
    }
  }
}
