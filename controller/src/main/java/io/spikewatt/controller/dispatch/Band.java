package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.mode.GridLimits;

/**
 * Where the power at the grid connection is to stay: the limits, less a guard.
 *
 * @param lowW smallest power, W; negative = export
 * @param highW largest power, W
 */
record Band(double lowW, double highW) {

  /**
   * The band.
   *
   * @param noExport export is not worth anything
   * @param island exchange is to be 0
   */
  static Band of(GridLimits limits, boolean noExport, boolean island) {
    if (island) {
      return new Band(0, 0);
    }
    double high = limits.importW() - guard(limits.importW());
    double low = -limits.exportW() + guard(limits.exportW());
    if (noExport) {
      low = Math.max(low, 0);
    }
    if (low > high) {
      double middle = (limits.importW() - limits.exportW()) / 2;
      return new Band(middle, middle);
    }
    return new Band(low, high);
  }

  /** Room for what a meter and a device do not tell. */
  private static double guard(double limitW) {
    return Double.isInfinite(limitW) ? 0 : Math.clamp(0.01 * limitW, 30, 300);
  }
}
