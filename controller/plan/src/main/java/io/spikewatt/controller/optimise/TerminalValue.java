package io.spikewatt.controller.optimise;

/**
 * Value of energy in the first storage at the end of the horizon: the mean of what the plans of the
 * last week found for that time of day. Without it every plan would empty the storage at its end.
 * Stores values by grid state as curves over the storage's range, shifted so that a full one costs
 * 0 while the grid is up and the generator off.
 */
final class TerminalValue {

  private static final int MEAN_DAYS = 7;

  private final int perDay;
  private final double[][][] curves;
  private final int[] known;

  /** Plans in each mean. */
  private final int[] plans;

  /** Levels of each remembered curve, evenly spaced. */
  private final int[] points;

  private final double[] row;
  private final double[] energies = new double[StateGrid.MOST_STORES];

  /**
   * @param perDay slots in a day
   * @param states grid states
   * @param mostLevels most levels of the first storage
   */
  TerminalValue(int perDay, int states, int mostLevels) {
    this.perDay = perDay;
    this.curves = new double[perDay][states][mostLevels];
    this.points = new int[perDay];
    this.row = new double[mostLevels];
    this.known = new int[perDay];
    this.plans = new int[perDay];
  }

  /**
   * Remembers the values at a slot's start, once for each plan (one a slot).
   *
   * @param values by grid state, on {@code stateGrid}, from {@code first} on
   * @param kwh energies of the other storages at which to read
   */
  void remember(
      long slot, StateGrid stateGrid, double[][] values, int first, int states, double[] kwh) {
    int at = (int) Math.floorMod(slot, (long) perDay);
    int levels = stateGrid.levels(0);
    System.arraycopy(kwh, 0, energies, 0, kwh.length);
    energies[0] = stateGrid.topKwh(0);
    double full = stateGrid.interpolate(values[0], energies);
    boolean goesOn = known[at] == states && points[at] == levels;
    plans[at] = goesOn ? Math.min(plans[at] + 1, MEAN_DAYS * perDay) : 1;
    boolean finite = true;
    for (int g = 0; g < states; g++) {
      double[] curve = curves[at][g];
      double[] of = values[first + g];
      boolean alone = stateGrid.cells() == levels;
      for (int i = 0; i < levels; i++) {
        energies[0] = stateGrid.kwh(0, i);
        double value = alone ? of[i] : stateGrid.interpolate(of, energies);
        double before = goesOn ? curve[i] : 0;
        curve[i] = before + (value - full - before) / plans[at];
        finite &= Double.isFinite(curve[i]);
      }
    }
    points[at] = levels;
    known[at] = finite ? states : 0;
  }

  /**
   * Values on the levels of the first storage.
   *
   * @param perKwh value of a stored kWh where nothing is remembered, currency
   * @return by level; valid until the next call
   */
  double[] row(long slot, int state, StateGrid stateGrid, double perKwh) {
    int at = (int) Math.floorMod(slot, (long) perDay);
    int levels = stateGrid.levels(0);
    if (known[at] == 0 || levels == 1) {
      for (int i = 0; i < levels; i++) {
        row[i] = perKwh * (stateGrid.topKwh(0) - stateGrid.kwh(0, i));
      }
      return row;
    }
    double[] curve = curves[at][Math.min(state, known[at] - 1)];
    for (int i = 0; i < levels; i++) {
      double p = (double) i / (levels - 1) * (points[at] - 1);
      int low = Math.min((int) p, points[at] - 2);
      row[i] = curve[low] + (p - low) * (curve[low + 1] - curve[low]);
    }
    return row;
  }
}
