package io.spikewatt.controller.optimise;

/**
 * One step of the backward recursion for one storage with convex slot costs and later values: V(E)
 * = min over actions of cost + V'(E + action) is then an infimal convolution, whose graph has the
 * segments of both, in the order of their slopes. Exact, and linear in the number of levels.
 * Without convexity the caller must try every action. Allocates nothing.
 */
final class ConvexSlot {

  /** Segments of a slot's cost: its kinks, idleness, and both ends. */
  private static final int MOST = 64;

  private static final double NOTHING = 1e-9;

  private final double[] powerKw = new double[MOST];

  /** Segments of the cost by discharged energy, ascending in slope: kWh and currency a kWh. */
  private final double[] length = new double[MOST];

  private final double[] slope = new double[MOST];
  private int segments;
  private double mostIn;
  private double costOfMostIn;

  /**
   * Sets a slot's cost.
   *
   * @param cost prepared for the slot
   * @param slot number of the slot
   * @param netKw net load with the storage at 0
   * @param hours length of the slot
   * @return false if it is not convex
   */
  boolean prepare(SlotCost cost, Storage store, int slot, double netKw, double hours) {
    if (!cost.oneMeritOrder()) {
      return false;
    }
    int points = powers(cost, store, netKw);
    segments = 0;
    mostIn = store.storedBy(slot, powerKw[0], hours);
    costOfMostIn = at(cost, store, netKw, hours, powerKw[0]);
    double before = mostIn;
    double paid = costOfMostIn;
    for (int i = 1; i < points; i++) {
      double stored = store.storedBy(slot, powerKw[i], hours);
      double costs = at(cost, store, netKw, hours, powerKw[i]);
      double out = before - stored;
      if (out > NOTHING) {
        double rise = (costs - paid) / out;
        if (segments > 0 && !ascends(slope[segments - 1], rise)) {
          return false;
        }
        length[segments] = out;
        slope[segments++] = rise;
        before = stored;
        paid = costs;
      }
    }
    return true;
  }

  /** Powers between which the cost is linear, ascending. */
  private int powers(SlotCost cost, Storage store, double netKw) {
    int n = 0;
    double most = store.dischargeKw(netKw);
    powerKw[n++] = -store.chargeKw(netKw);
    n = insert(n, 0, most);
    for (int k = 0; k < cost.kinkCount() && n < MOST - 2; k++) {
      n = insert(n, netKw - cost.kink(k), most);
    }
    powerKw[n++] = most;
    return n;
  }

  private int insert(int count, double kw, double mostKw) {
    if (!(kw > powerKw[0] && kw < mostKw)) {
      return count;
    }
    int i = count;
    while (powerKw[i - 1] > kw) {
      powerKw[i] = powerKw[i - 1];
      i--;
    }
    powerKw[i] = kw;
    return count + 1;
  }

  private static double at(
      SlotCost cost, Storage store, double netKw, double hours, double powerKw) {
    return cost.at(netKw - powerKw) + store.wearPerKwh() * Math.abs(powerKw) * hours;
  }

  private static boolean ascends(double one, double other) {
    return other >= one - NOTHING * (1 + Math.abs(one));
  }

  /**
   * {@code result} = cheapest of all actions from each level.
   *
   * @param next values after the slot
   * @param levels number of levels, {@code stepKwh} apart
   * @return false if {@code next} is not convex; {@code result} is then not to be used
   */
  boolean minimise(double[] next, int levels, double stepKwh, double[] result) {
    double perKwh = 1 / stepKwh;
    double kwh = -mostIn;
    double value = costOfMostIn + next[0];
    int i = 0;
    int j = 0;
    double left = segments > 0 ? length[0] : 0;
    double mine = segments > 0 ? slope[0] : Double.POSITIVE_INFINITY;
    double theirs = levels > 1 ? (next[1] - next[0]) * perKwh : Double.POSITIVE_INFINITY;
    for (int level = 0; level < levels; level++) {
      double target = level * stepKwh;
      while (true) {
        boolean own = mine <= theirs;
        double rise = own ? mine : theirs;
        double run = own ? left : stepKwh;
        if (rise == Double.POSITIVE_INFINITY) {
          result[level] = value;
          break;
        }
        if (kwh + run >= target) {
          result[level] = value + rise * (target - kwh);
          break;
        }
        kwh += run;
        value += rise * run;
        if (own) {
          i++;
          left = i < segments ? length[i] : 0;
          mine = i < segments ? slope[i] : Double.POSITIVE_INFINITY;
        } else {
          j++;
          double steeper =
              j < levels - 1 ? (next[j + 1] - next[j]) * perKwh : Double.POSITIVE_INFINITY;
          if (!ascends(theirs, steeper)) {
            return false;
          }
          theirs = steeper;
        }
      }
    }
    return true;
  }
}
