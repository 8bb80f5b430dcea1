package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.limit.GridLimits;

/**
 * By how much more than needed an exceeded limit is answered, because a device approaches its
 * setpoint ever more slowly: a part of the worst excess since the limit was exceeded, until it is
 * kept again.
 *
 * @param worstImportW worst excess at the import limit, W; 0 = kept
 * @param worstExportW worst excess at the export limit, W; 0 = kept
 */
record LimitRecovery(double worstImportW, double worstExportW) {

  static final LimitRecovery NONE = new LimitRecovery(0, 0);

  /** Of the worst excess. A device that is this much off its setpoint is called settled at 0.05. */
  private static final double SHARE = 0.08;

  /** After a reading of the power at the grid connection, W. */
  LimitRecovery next(double gridW, GridLimits limits) {
    return new LimitRecovery(
        worst(worstImportW, gridW - limits.importW()),
        worst(worstExportW, -gridW - limits.exportW()));
  }

  /** At the import limit, W, {@code >= 0}. */
  double importW() {
    return SHARE * worstImportW;
  }

  /** At the export limit, W, {@code >= 0}. */
  double exportW() {
    return SHARE * worstExportW;
  }

  private static double worst(double before, double excessW) {
    return excessW > 0 ? Math.max(before, excessW) : 0;
  }
}
