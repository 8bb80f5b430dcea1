package io.spikewatt.controller.dispatch;

/** By how much more than needed the limits are answered that are passed. One thread. */
final class Beyond {

  private final Push imports = new Push();
  private final Push exports = new Push();
  private double importW;
  private double exportW;

  /** Takes over a reading. */
  void update(Steering.Cycle cycle) {
    double gridW = cycle.grid().value();
    importW = cycle.island() ? 0 : imports.update(gridW - cycle.limits().importW());
    exportW = cycle.island() ? 0 : exports.update(-gridW - cycle.limits().exportW());
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
