package io.spikewatt.controller.value;

/**
 * Levels of stored energy on which values are kept, up to three storages; the first one's levels
 * run fastest. A storage that is not there has one level. Set anew for each plan.
 */
public final class Lattice {

  static final int MOST_STORES = 3;

  private final int[] levels = {1, 1, 1};
  private final double[] from = new double[MOST_STORES];
  private final double[] step = {1, 1, 1};

  /** Makes storage {@code s} vanish. */
  void absent(int s) {
    levels[s] = 1;
    from[s] = 0;
    step[s] = 1;
  }

  /**
   * Gives storage {@code s} about {@code count} levels, at most. Where it has a goal one of them is
   * the goal: beside it a shortage's price would reach into levels that lack nothing, and every
   * plan would charge too much.
   */
  void set(int s, int count, Store store) {
    double low = store.minKwh();
    double range = store.maxKwh() - low;
    double below = store.goalKwh() - low;
    levels[s] = count;
    from[s] = low;
    step[s] = range / (count - 1);
    if (below > 0 && below < range) {
      int steps = (int) Math.ceil(below / step[s] - 1e-9);
      step[s] = below / steps;
      levels[s] = 1 + Math.min(count - 1, steps + (int) ((range - below) / step[s] + 1e-9));
    }
  }

  /** Takes over another lattice's levels of storage {@code s}. */
  void copy(int s, Lattice other) {
    levels[s] = other.levels[s];
    from[s] = other.from[s];
    step[s] = other.step[s];
  }

  /** An independent copy. */
  public Lattice copy() {
    Lattice copy = new Lattice();
    for (int s = 0; s < MOST_STORES; s++) {
      copy.copy(s, this);
    }
    return copy;
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

  /** Whether storage {@code s} is there. */
  public boolean has(int s) {
    return levels[s] > 1;
  }

  /** How far {@code kwh} lies above a level of storage {@code s}. */
  double above(int s, double kwh) {
    if (!has(s)) {
      return 0;
    }
    double steps = (kwh - from[s]) / step[s];
    return Math.max(0, (steps - Math.floor(steps + 1e-9)) * step[s]);
  }

  /** Whether an energy lies outside the levels of storage {@code s}. */
  boolean outside(int s, double kwh) {
    return has(s) && (kwh < from[s] - 1e-9 || kwh > topKwh(s) + 1e-9);
  }

  /** Value at any energies, linear between levels and flat beyond them. */
  public double interpolate(double[] values, double a, double b, double c) {
    double p = position(2, c);
    int i = Math.min((int) p, Math.max(0, levels[2] - 2));
    double f = p - i;
    int plane = levels[0] * levels[1];
    double low = plane(values, i * plane, a, b);
    return f == 0 ? low : low * (1 - f) + f * plane(values, (i + 1) * plane, a, b);
  }

  private double plane(double[] values, int at, double a, double b) {
    double p = position(1, b);
    int i = Math.min((int) p, Math.max(0, levels[1] - 2));
    double f = p - i;
    double low = row(values, at + i * levels[0], a);
    return f == 0 ? low : low * (1 - f) + f * row(values, at + (i + 1) * levels[0], a);
  }

  private double row(double[] values, int at, double a) {
    double p = position(0, a);
    int i = Math.min((int) p, Math.max(0, levels[0] - 2));
    double f = p - i;
    return f == 0 ? values[at + i] : values[at + i] * (1 - f) + f * values[at + i + 1];
  }

  /** −∂V/∂E of storage {@code s} in the cell that contains the energies. */
  public double slope(int s, double[] values, double a, double b, double c) {
    if (!has(s)) {
      return 0;
    }
    double p = position(s, s == 0 ? a : s == 1 ? b : c);
    double left = kwh(s, Math.min((int) p, levels[s] - 2));
    double right = left + step[s];
    double low = interpolate(values, s == 0 ? left : a, s == 1 ? left : b, s == 2 ? left : c);
    double high = interpolate(values, s == 0 ? right : a, s == 1 ? right : b, s == 2 ? right : c);
    return (low - high) / step[s];
  }

  private double position(int s, double kwh) {
    return Math.clamp((kwh - from[s]) / step[s], 0, levels[s] - 1.0);
  }
}
