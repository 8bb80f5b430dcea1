package io.spikewatt.controller.dispatch;

/** By how much more than needed the limits are answered that are passed. One thread. */
final class LimitRecovery {

  private final LimitOvershoot imports = new LimitOvershoot();
  private final LimitOvershoot exports = new LimitOvershoot();
  private double importW;
  private double exportW;

  /** Takes over a reading. */
  void update(ExchangeController.CycleInput cycleInput) {
    double gridW = cycleInput.grid().value();
    importW = cycleInput.island() ? 0 : imports.update(gridW - cycleInput.limits().importW());
    exportW = cycleInput.island() ? 0 : exports.update(-gridW - cycleInput.limits().exportW());
  }

  /** At the import limit, W, {@code >= 0}. */
  double importW() {
    return importW;
  }

  /** At the export limit, W, {@code >= 0}. */
  double exportW() {
    return exportW;
  }
}
