package io.spikewatt.controller.optimise;

/**
 * Hourly cost of low stored energy, because the grid may fail: by slot, on even levels of the first
 * storage's energy. Reused.
 */
public final class OutageRisk {

  /** The grid never fails. */
  public static final OutageRisk NONE = new OutageRisk(0, 0, 1);

  private final double[][] perHour;
  private final int together;
  private int slots;
  private int levels;
  private double fromKwh;
  private double stepKwh;

  /**
   * @param mostSlots longest horizon
   * @param mostLevels of stored energy
   * @param together number of requested slots that make one slot of the pass with the grid away
   */
  public OutageRisk(int mostSlots, int mostLevels, int together) {
    this.perHour = new double[mostSlots][mostLevels];
    this.together = together;
  }

  /**
   * Takes over the cost of outages.
   *
   * @param alone a finished pass of one storage with the grid away ({@link HorizonData#staysAway})
   * @param horizonData the data of that pass
   * @param failsPerHour how often the grid fails, {@code >= 0}
   */
  public void of(BackwardPass alone, HorizonData horizonData, double failsPerHour) {
    slots = horizonData.slots;
    for (int k = 0; k < slots; k++) {
      StateGrid stateGrid = alone.lattice(k);
      double[] values = alone.mean(k);
      levels = stateGrid.levels(0);
      fromKwh = stateGrid.kwh(0, 0);
      stepKwh = stateGrid.stepKwh(0);
      double full = values[levels - 1];
      for (int x = 0; x < levels; x++) {
        // Missing energy may have to be bought again anyway; that is no risk.
        double replacedFor = horizonData.leftPerKwh * (stateGrid.topKwh(0) - stateGrid.kwh(0, x));
        perHour[k][x] = failsPerHour * Math.max(0, values[x] - full - replacedFor);
      }
    }
  }

  /** Whether there is any. */
  boolean exists() {
    return slots > 0 && levels > 1;
  }

  /** Currency an hour with {@code kwh} in the first storage at the end of slot {@code k}. */
  double perHour(int k, double kwh) {
    if (!exists()) {
      return 0;
    }
    double[] row = perHour[Math.min(k / together, slots - 1)];
    double steps = Math.clamp((kwh - fromKwh) / stepKwh, 0, levels - 1.0);
    int low = Math.min((int) steps, levels - 2);
    double part = steps - low;
    return (1 - part) * row[low] + part * row[low + 1];
  }
}
