package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.limit.GridLimits;

/**
 * Where the power at the grid connection is to stay: the limits, less a guard.
 *
 * @param lowW smallest power, W; negative = export
 * @param highW largest power, W
 * @param peakW the same without reaching a new peak of the month, W; a wish
 */
record ExchangeBand(double lowW, double highW, double peakW) {

  /** What a household's load wanders between two looks that are more than a second apart. */
  private static final double DRIFT_W_PER_S = 15;

  /**
   * The band.
   *
   * @param noExport export is not worth anything
   * @param island exchange is to be 0
   * @param cycleS period of the control cycle, s
   */
  static ExchangeBand of(GridLimits limits, boolean noExport, boolean island, double cycleS) {
    if (island) {
      return new ExchangeBand(0, 0, 0);
    }
    double driftW = DRIFT_W_PER_S * Math.max(0, cycleS - 1);
    double high = limits.importW() - guard(limits.importW()) - driftW;
    double low = -limits.exportW() + guard(limits.exportW()) + driftW;
    if (noExport) {
      low = Math.max(low, 0);
    }
    if (low > high) {
      double middle = (limits.importW() - limits.exportW()) / 2;
      return new ExchangeBand(middle, middle, Math.min(middle, limits.peakW()));
    }
    return new ExchangeBand(low, high, Math.min(high, limits.peakW()));
  }

  /** Room for what a meter and a device do not tell. */
  private static double guard(double limitW) {
    return Double.isInfinite(limitW) ? 0 : Math.clamp(0.01 * limitW, 30, 300);
  }
}
