package io.spikewatt.controller.optimise;

/**
 * Hourly cost of low stored energy, because the grid may fail: by slot, on even levels of the first
 * storage's energy.
 *
 * @param perHour by slot and level; readers must not change it
 * @param fromKwh energy of the lowest level
 * @param stepKwh distance of levels
 * @param together number of requested slots that share one of these
 */
public record OutageRisk(double[][] perHour, double fromKwh, double stepKwh, int together) {

  /** The grid never fails. */
  public static final OutageRisk NONE = new OutageRisk(new double[0][0], 0, 1, 1);

  /** Whether there is any. */
  boolean exists() {
    return perHour.length > 0 && perHour[0].length > 1;
  }

  /** Currency an hour with {@code kwh} in the first storage at the end of slot {@code k}. */
  double perHour(int k, double kwh) {
    if (!exists()) {
      return 0;
    }
    double[] row = perHour[Math.min(k / together, perHour.length - 1)];
    double steps = Math.clamp((kwh - fromKwh) / stepKwh, 0, row.length - 1.0);
    int low = Math.min((int) steps, row.length - 2);
    double part = steps - low;
    return (1 - part) * row[low] + part * row[low + 1];
  }
}
