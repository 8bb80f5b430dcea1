package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.limit.GridLimits;

/**
 * Extra correction of an exceeded limit, because a device approaches its setpoint ever more slowly:
 * a share of the worst excess, until the limit is kept again.
 *
 * @param worstImportW worst excess at the import limit, W; 0 = kept
 * @param worstExportW worst excess at the export limit, W; 0 = kept
 */
record LimitRecovery(double worstImportW, double worstExportW) {

  static final LimitRecovery NONE = new LimitRecovery(0, 0);

  /** Share of the worst excess; a device counts as settled within 0.05. */
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
