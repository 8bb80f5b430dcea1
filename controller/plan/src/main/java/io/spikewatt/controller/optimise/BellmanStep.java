package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * One step of the backward recursion: V(E) = min over actions of cost + V'(E + action), values
 * between levels by {@link StateGrid#interpolate}. Infinity separates rows of the first storage's
 * levels. An inner loop becomes vector instructions only if it uses one index for all its arrays:
 * shifted tables are copied, and loops are short.
 */
final class BellmanStep {

  /** Values to read between levels, by cell. */
  private static final class Table {
    private double[] values = new double[0];

    /** Values one level of the first storage above. */
    private double[] above = values;

    /** Curvature along the first storage between a level and the next; 0 where unknown. */
    private double[] curvature = values;
  }

  /** Values after the slot. */
  private final Table next = new Table();

  /** The same, shifted by a group's actions of the second and third storage. */
  private final Table shifted = new Table();

  /** Curvature of the values after the slot along the second and the third storage. */
  private final double[][] across = new double[StateGrid.MOST_STORES][0];

  /** By storage: whether that is calculated for the present values. */
  private final boolean[] acrossKnown = new boolean[StateGrid.MOST_STORES];

  /**
   * Least totals by the cell that actions lead to; one array for each number of whole levels that
   * they move the first storage, counted from −{@code pad}.
   */
  private double[][] arriving = new double[0][0];

  /** Whether any action moves the first storage so. */
  private boolean[] arrives = new boolean[0];

  private double[][] least = new double[0][0];
  private double[] a = new double[0];
  private double[] b = new double[0];
  private double[] c = new double[0];
  private double[] d = new double[0];

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
  private int cells;

  /**
   * Cheapest of all actions from each cell, for some grid states with equal slot costs; together,
   * because long loops are fast loops.
   *
   * @param later values after the slot, by grid state
   * @param firstState first grid state
   * @param endState the one after the last
   * @return values at the slot's start, by grid state counted from {@code firstState}; valid until
   *     the next call
   */
  double[][] minimise(
      Actions actions, StateGrid stateGrid, double[][] later, int firstState, int endState) {
    measure(actions, stateGrid, endState - firstState);
    reserve();
    load(later, firstState);
    Arrays.fill(arrives, false);
    for (int g = 0; g < actions.groups(); g++) {
      offer(actions, stateGrid, g);
    }
    double[] best = collect();
    int rows = rows1 * rows2;
    for (int row = 0; row < copies * rows; row++) {
      System.arraycopy(best, pad + row * stride, least[row / rows], row % rows * width, width);
    }
    return least;
  }

  private void measure(Actions actions, StateGrid stateGrid, int states) {
    width = stateGrid.levels(0);
    rows1 = stateGrid.levels(1);
    rows2 = stateGrid.levels(2);
    bends = stateGrid.several();
    copies = states;
    double far = 0;
    for (int m = 0; m < actions.count(); m++) {
      far = Math.max(far, Math.abs(actions.kwh(m)));
    }
    pad = Math.min(width, 1 + (int) (far / stateGrid.stepKwh(0)));
    stride = width + pad;
    cells = copies * rows1 * rows2 * stride;
  }

  private void reserve() {
    int most = cells + 3 * (stride + pad);
    if (a.length < most) {
      for (Table table : new Table[] {next, shifted}) {
        table.values = new double[most];
        table.above = new double[most];
        table.curvature = new double[most];
      }
      Arrays.setAll(across, s -> new double[most]);
      arriving = new double[0][0];
      a = new double[most];
      b = new double[most];
      c = new double[most];
      d = new double[most];
    }
    if (arriving.length < 2 * pad + 1) {
      arriving = new double[2 * pad + 1][a.length];
      arrives = new boolean[arriving.length];
    }
    if (least.length < copies || least[0].length < rows1 * rows2 * width) {
      least = new double[copies][rows1 * rows2 * width];
    }
  }

  private void load(double[][] later, int firstState) {
    int rows = rows1 * rows2;
    Arrays.fill(next.values, 0, cells + 2 * pad, Double.POSITIVE_INFINITY);
    for (int row = 0; row < copies * rows; row++) {
      System.arraycopy(
          later[firstState + row / rows],
          row % rows * width,
          next.values,
          pad + row * stride,
          width);
    }
    System.arraycopy(next.values, 1, next.above, 0, cells + 2 * pad - 1);
    Arrays.fill(acrossKnown, false);
    if (bends) {
      bendAlong(next);
    }
  }

  /** Offers the totals of a group's actions. */
  private void offer(Actions actions, StateGrid stateGrid, int g) {
    double s1 = snap(actions.groupKwh(1, g) / stateGrid.stepKwh(1));
    double s2 = snap(actions.groupKwh(2, g) / stateGrid.stepKwh(2));
    reach(s1, s2);
    if (from >= to) {
      return;
    }
    Table table = s1 == 0 && s2 == 0 ? next : shift(s1, s2);
    for (int m = actions.first(g); m < actions.first(g + 1); m++) {
      double steps = snap(actions.kwh(m) / stateGrid.stepKwh(0));
      int low = (int) Math.floor(steps);
      if (Math.abs(low) < width) {
        offer(table, low, actions.cost(m), steps - low);
      }
    }
  }

  /** Offers an action that moves the first storage by {@code low} levels and {@code part}. */
  private void offer(Table table, int low, double cost, double part) {
    double[] totals = arriving(low);
    int first = pad + low + from;
    int end = pad + low + to;
    if (part == 0) {
      onLevel(totals, table.values, first, end, cost);
    } else if (bends) {
      bent(totals, table.values, table.above, table.curvature, first, end, cost, part);
    } else {
      between(totals, table.values, table.above, first, end, cost, part);
    }
  }

  /**
   * Brings the least totals back to the cells in which the actions begin.
   *
   * @return by cell, counted from {@code pad}
   */
  private double[] collect() {
    double[] best = arriving(0);
    for (int low = -pad; low <= pad; low++) {
      if (low != 0 && arrives[pad + low]) {
        System.arraycopy(arriving[pad + low], pad + low, a, pad, cells);
        smaller(best, a, pad, pad + cells);
      }
    }
    return best;
  }

  /** Least totals of the actions that move the first storage by {@code low} levels so far. */
  private double[] arriving(int low) {
    double[] totals = arriving[pad + low];
    if (!arrives[pad + low]) {
      arrives[pad + low] = true;
      Arrays.fill(totals, 0, cells + 2 * pad, Double.POSITIVE_INFINITY);
    }
    return totals;
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

  /** The values shifted by a group's actions of the second and third storage. */
  private Table shift(double s1, double s2) {
    int n1 = (int) Math.floor(s1);
    int n2 = (int) Math.floor(s2);
    double f1 = s1 - n1;
    double f2 = s2 - n2;
    if (f1 > 0) {
      bendAcross(1, stride, rows1);
    }
    if (f2 > 0) {
      bendAcross(2, rows1 * stride, rows2);
    }
    Arrays.fill(shifted.values, 0, cells + 2 * pad, Double.POSITIVE_INFINITY);
    int above1 = f1 > 0 ? 1 : 0;
    int above2 = f2 > 0 ? 1 : 0;
    int first = Math.max(0, -n1);
    int count = (Math.min(rows1, rows1 - n1 - above1) - first) * stride;
    for (int copy = 0; copy < copies; copy++) {
      for (int j = Math.max(0, -n2); j < rows2 && j + n2 + above2 < rows2; j++) {
        int target = pad + ((copy * rows2 + j) * rows1 + first) * stride;
        int source = target + (n2 * rows1 + n1) * stride;
        if (f1 == 0 && f2 == 0) {
          System.arraycopy(next.values, source, shifted.values, target, count);
          System.arraycopy(next.curvature, source, shifted.curvature, target, count);
        } else {
          System.arraycopy(between(source, count, f1, f2), 0, shifted.values, target, count);
        }
      }
    }
    System.arraycopy(shifted.values, 1, shifted.above, 0, cells + 2 * pad - 1);
    if (f1 > 0 || f2 > 0) {
      bendAlong(shifted);
    }
    return shifted;
  }

  /** Values from cell {@code source} on, between levels of the second and third storage. */
  private double[] between(int source, int count, double f1, double f2) {
    int up1 = f1 > 0 ? stride : 0;
    int up2 = f2 > 0 ? rows1 * stride : 0;
    if (f2 == 0) {
      System.arraycopy(next.values, source, a, 0, count);
      System.arraycopy(next.values, source + up1, b, 0, count);
      System.arraycopy(across[1], source, c, 0, count);
      between(d, a, b, c, count, f1);
      return d;
    }
    Arrays.fill(d, 0, count, 0);
    add((1 - f1) * (1 - f2), source, count);
    add(f1 * (1 - f2), source + up1, count);
    add((1 - f1) * f2, source + up2, count);
    add(f1 * f2, source + up1 + up2, count);
    subtract(CurvatureCorrection.below(f1), across[1], source, up2, f2, count);
    subtract(CurvatureCorrection.below(f2), across[2], source, up1, f1, count);
    return d;
  }

  private void add(double weight, int at, int count) {
    if (weight > 0) {
      System.arraycopy(next.values, at, a, 0, count);
      addTo(d, a, count, weight);
    }
  }

  private void subtract(double below, double[] bend, int at, int up, double part, int count) {
    if (below > 0) {
      System.arraycopy(bend, at, a, 0, count);
      System.arraycopy(bend, at + up, b, 0, count);
      subtractFrom(d, a, b, count, below, part);
    }
  }

  /**
   * Finds the curvature of the values along storage {@code s}, whose levels are {@code distance}
   * cells apart.
   */
  private void bendAcross(int s, int distance, int levels) {
    if (acrossKnown[s]) {
      return;
    }
    acrossKnown[s] = true;
    double[] bend = across[s];
    int count = cells - 3 * distance;
    if (levels < 4 || count <= 0) {
      Arrays.fill(bend, 0, cells + 2 * pad, 0);
      return;
    }
    int first = pad + distance;
    int end = first + count;
    System.arraycopy(next.values, first - distance, a, first, count + distance);
    System.arraycopy(next.values, first + distance, b, first, count + distance);
    secondDifferences(a, next.values, b, first, end + distance);
    System.arraycopy(a, first + distance, b, first, count);
    curvature(bend, a, b, first, end);
    Arrays.fill(bend, 0, first, 0);
    Arrays.fill(bend, end, cells + 2 * pad, 0);
    int block = distance * levels;
    for (int at = pad; at < pad + cells; at += block) {
      // Unknown on the last two levels and on the first one.
      int last = at + block - 2 * distance;
      Arrays.fill(bend, last, Math.min(pad + cells, last + 3 * distance), 0);
    }
    clear(bend, width);
  }

  /** Sets the curvature to 0 between the rows, and in each row from level {@code from} on. */
  private void clear(double[] curvature, int from) {
    for (int x = from; x < stride; x++) {
      for (int at = pad + x; at < pad + cells; at += stride) {
        curvature[at] = 0;
      }
    }
  }

  /** Finds the curvature of a table's values along the first storage. */
  private void bendAlong(Table table) {
    int end = pad + cells;
    System.arraycopy(table.values, pad - 1, a, pad, cells + 1);
    secondDifferences(a, table.values, table.above, pad, end + 1);
    System.arraycopy(a, pad + 1, b, pad, cells);
    curvature(table.curvature, a, b, pad, end);
    clear(table.curvature, Math.max(1, width - 2));
    for (int at = pad; at < end; at += stride) {
      table.curvature[at] = 0;
      // A row from which an action leaves the grid is infinite, without curvature.
      if (table.values[at] == Double.POSITIVE_INFINITY) {
        Arrays.fill(table.curvature, at, at + width, 0);
      }
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

  private static void between(
      double[] sum, double[] a, double[] b, double[] c, int count, double f) {
    double g = 1 - f;
    double below = CurvatureCorrection.below(f);
    for (int i = 0; i < count; i++) {
      sum[i] = g * a[i] + f * b[i] - below * c[i];
    }
  }

  private static void addTo(double[] sum, double[] a, int count, double weight) {
    for (int i = 0; i < count; i++) {
      sum[i] += weight * a[i];
    }
  }

  private static void subtractFrom(
      double[] sum, double[] a, double[] b, int count, double below, double f) {
    double g = 1 - f;
    for (int i = 0; i < count; i++) {
      sum[i] -= below * (g * a[i] + f * b[i]);
    }
  }

  /** Turns the values below those of {@code b} into second differences; {@code c} lie above. */
  private static void secondDifferences(double[] a, double[] b, double[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = (c[i] - b[i]) - (b[i] - a[i]);
    }
  }

  /**
   * {@link CurvatureCorrection#of} of the second differences at a level and at the next; not a
   * number where one of the four values is infinite.
   */
  private static void curvature(
      double[] curvature, double[] first, double[] second, int from, int to) {
    for (int i = from; i < to; i++) {
      curvature[i] = CurvatureCorrection.smaller(first[i], second[i]);
    }
  }

  private static void smaller(double[] a, double[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = Math.min(a[i], b[i]);
    }
  }
}
