package io.spikewatt.controller.plan;

/**
 * What energy in the battery is worth at the end of the horizon: what an earlier plan found it to
 * be worth at that time of day. Without it every plan would empty the battery at its end. Values
 * are kept as curves over the battery's range, shifted so that a full battery costs 0.
 */
final class TerminalValue {

  private static final int PER_DAY = 96;
  private static final int POINTS = 41;

  private final double[][] curves = new double[PER_DAY][POINTS];
  private final boolean[] known = new boolean[PER_DAY];

  /** Remembers the value at a slot's start from {@code values}, with the EV at its goal. */
  void remember(long epochSlot, Lattice lattice, double[] values) {
    int slot = (int) Math.floorMod(epochSlot, (long) PER_DAY);
    double[] curve = curves[slot];
    double range = lattice.batteryTopKwh() - lattice.batteryFromKwh();
    for (int i = 0; i < POINTS; i++) {
      double kwh = lattice.batteryFromKwh() + range * i / (POINTS - 1);
      curve[i] = lattice.interpolate(values, kwh, lattice.evTopKwh());
    }
    double full = curve[POINTS - 1];
    boolean finite = true;
    for (int i = 0; i < POINTS; i++) {
      curve[i] -= full;
      finite &= Double.isFinite(curve[i]);
    }
    known[slot] = finite;
  }

  /**
   * Fills one row of battery levels.
   *
   * @param perKwh value of a stored kWh where nothing is remembered, currency
   */
  void fill(long epochSlot, Lattice lattice, double perKwh, double[] out) {
    int slot = (int) Math.floorMod(epochSlot, (long) PER_DAY);
    int levels = lattice.batteryLevels();
    for (int i = 0; i < levels; i++) {
      if (known[slot] && levels > 1) {
        double at = (double) i / (levels - 1) * (POINTS - 1);
        int low = Math.min((int) at, POINTS - 2);
        out[i] = curves[slot][low] + (at - low) * (curves[slot][low + 1] - curves[slot][low]);
      } else {
        out[i] = perKwh * (levels - 1 - i) * lattice.batteryStepKwh();
      }
    }
  }
}
