package io.spikewatt.controller.optimise;

/**
 * Levels of stored energy on which values are kept, up to three storages; the first one's levels
 * run fastest. An absent storage has one level. Set anew for each plan.
 */
public final class StateGrid {

  public static final int MOST_STORES = 3;

  private final int[] levels = {1, 1, 1};
  private final double[] from = new double[MOST_STORES];
  private final double[] step = {1, 1, 1};

  /** Removes storage {@code s}. */
  void absent(int s) {
    levels[s] = 1;
    from[s] = 0;
    step[s] = 1;
  }

  /**
   * Gives storage {@code s} at most {@code count} levels. Its goal becomes one of them: otherwise
   * the price of a shortage would reach into levels without one, and every plan would charge too
   * much. The ends may then be off by a step, the upper one inward, the lower one outward. Both
   * ends of a thermal storage's band become levels, too.
   */
  void set(int s, int count, Storage store) {
    if (store.thermal().exists()) {
      band(s, count, store);
      return;
    }
    double low = store.minKwh();
    double range = store.maxKwh() - low;
    double below = store.goalKwh() - low;
    levels[s] = count;
    from[s] = low;
    step[s] = range / (count - 1);
    if (below > 0 && below < range) {
      int steps = (int) Math.ceil(below / step[s] - 1e-9);
      // Narrower steps from the lowest energy on, unless they end too far below the highest.
      if (range <= count * below / steps) {
        step[s] = below / steps;
      }
      from[s] = store.goalKwh() - steps * step[s];
      levels[s] = 1 + Math.min(count - 1, steps + (int) ((range - below) / step[s] + 1e-9));
    }
  }

  private void band(int s, int count, Storage store) {
    double bandKwh = store.thermal().bandKwh();
    double range = store.maxKwh() - store.minKwh();
    // Both ends may need a part of a step more.
    int inBand = Math.max(1, (int) Math.floor((count - 3) * bandKwh / range));
    step[s] = bandKwh / inBand;
    int below = (int) Math.ceil(-store.minKwh() / step[s] - 1e-9);
    int above = (int) Math.ceil((store.maxKwh() - bandKwh) / step[s] - 1e-9);
    levels[s] = Math.min(count, 1 + below + inBand + above);
    from[s] = -below * step[s];
  }

  /** An independent copy. */
  public StateGrid copy() {
    StateGrid copy = new StateGrid();
    System.arraycopy(levels, 0, copy.levels, 0, MOST_STORES);
    System.arraycopy(from, 0, copy.from, 0, MOST_STORES);
    System.arraycopy(step, 0, copy.step, 0, MOST_STORES);
    return copy;
  }

  /** Distance of two neighbouring levels of storage {@code s} in an array of values. */
  int stride(int s) {
    return s == 0 ? 1 : s == 1 ? levels[0] : levels[0] * levels[1];
  }

  public int cells() {
    return levels[0] * levels[1] * levels[2];
  }

  int levels(int s) {
    return levels[s];
  }

  double stepKwh(int s) {
    return step[s];
  }

  /** Energy of level {@code i} of storage {@code s}. */
  double kwh(int s, int i) {
    return from[s] + i * step[s];
  }

  public double topKwh(int s) {
    return kwh(s, levels[s] - 1);
  }

  /** Whether storage {@code s} is present. */
  public boolean has(int s) {
    return levels[s] > 1;
  }

  /** Energy of the highest level of storage {@code s} that is not above {@code kwh}. */
  double levelBelow(int s, double kwh) {
    return kwh - above(s, kwh);
  }

  /** Distance of {@code kwh} above a level of storage {@code s}. */
  double above(int s, double kwh) {
    if (!has(s)) {
      return 0;
    }
    double steps = (kwh - from[s]) / step[s];
    return Math.max(0, (steps - Math.floor(steps + 1e-9)) * step[s]);
  }

  /**
   * Value at any energies: linear between levels for a single storage, by {@link
   * CurvatureCorrection} for several; constant beyond them.
   */
  public double interpolate(double[] values, double[] kwh) {
    return at(values, kwh[0], kwh[1], kwh[2]);
  }

  private double at(double[] values, double first, double second, double third) {
    double p = position(0, first);
    int i = below(0, p);
    double f = p - i;
    double low = across(values, i, second, third);
    if (f == 0) {
      return low;
    }
    double high = across(values, i + 1, second, third);
    double line = low * (1 - f) + f * high;
    if (!several() || !CurvatureCorrection.known(i, levels[0])) {
      return line;
    }
    double before = across(values, i - 1, second, third);
    double after = across(values, i + 2, second, third);
    return line - CurvatureCorrection.below(f) * CurvatureCorrection.of(before, low, high, after);
  }

  /** First cell of the row at energies of the other storages; -1 if one is between levels. */
  int rowAt(double second, double third) {
    double p1 = position(1, second);
    double p2 = position(2, third);
    return p1 == Math.rint(p1) && p2 == Math.rint(p2)
        ? (((int) p2) * levels[1] + (int) p1) * levels[0]
        : -1;
  }

  /** {@link #interpolate} in the row that begins at cell {@code row}. */
  double along(double[] values, int row, double kwh) {
    double p = position(0, kwh);
    int i = below(0, p);
    double f = p - i;
    int cell = row + i;
    if (f == 0) {
      return values[cell];
    }
    double line = values[cell] * (1 - f) + f * values[cell + 1];
    return several() && CurvatureCorrection.known(i, levels[0])
        ? line - CurvatureCorrection.below(f) * CurvatureCorrection.of(values, cell, 1)
        : line;
  }

  /** Value on level {@code x} of the first storage, at any energies of the others. */
  double across(double[] values, int x, double second, double third) {
    double f1 = position(1, second);
    double f2 = position(2, third);
    int i1 = below(1, f1);
    int i2 = below(2, f2);
    f1 -= i1;
    f2 -= i2;
    int plane = levels[0] * levels[1];
    int at = x + i1 * levels[0] + i2 * plane;
    int up1 = f1 > 0 ? levels[0] : 0;
    int up2 = f2 > 0 ? plane : 0;
    double near = values[at];
    if (f1 > 0) {
      near = near * (1 - f1) + f1 * values[at + up1];
      near -= CurvatureCorrection.below(f1) * bend(values, at, 1, i1, up1);
    }
    if (f2 == 0) {
      return near;
    }
    double far = values[at + up2];
    if (f1 > 0) {
      far = far * (1 - f1) + f1 * values[at + up1 + up2];
      far -= CurvatureCorrection.below(f1) * bend(values, at + up2, 1, i1, up1);
    }
    double bends =
        (1 - f1) * bend(values, at, 2, i2, up2) + f1 * bend(values, at + up1, 2, i2, up2);
    return near * (1 - f2) + f2 * far - CurvatureCorrection.below(f2) * bends;
  }

  private double bend(double[] values, int cell, int s, int i, int by) {
    return CurvatureCorrection.known(i, levels[s]) ? CurvatureCorrection.of(values, cell, by) : 0;
  }

  /** The lower level of the cell that contains a position; 0 with a single level. */
  private int below(int s, double position) {
    return Math.min((int) position, Math.max(0, levels[s] - 2));
  }

  /** Whether there is more than one storage. */
  boolean several() {
    return levels[1] > 1 || levels[2] > 1;
  }

  /** −∂V/∂E of storage {@code s} in the cell that contains the energies. */
  public double slope(int s, double[] values, double[] kwh) {
    if (!has(s)) {
      return 0;
    }
    double p = position(s, kwh[s]);
    double left = kwh(s, Math.min((int) p, levels[s] - 2));
    double right = left + step[s];
    return (at(values, s, left, kwh) - at(values, s, right, kwh)) / step[s];
  }

  /** Value at these energies, but {@code own} in storage {@code s}. */
  private double at(double[] values, int s, double own, double[] kwh) {
    return at(values, s == 0 ? own : kwh[0], s == 1 ? own : kwh[1], s == 2 ? own : kwh[2]);
  }

  /** Steps above the lowest level; snaps to a level within rounding. */
  private double position(int s, double kwh) {
    double p = Math.clamp((kwh - from[s]) / step[s], 0, levels[s] - 1.0);
    double nearest = Math.rint(p);
    return s > 0 && Math.abs(p - nearest) < 1e-9 ? nearest : p;
  }
}
