package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.GridLimits;

/**
 * The site's measured powers in the terms that dispatch thinks in; consumption positive.
 *
 * @param netW what grid and battery bring together now; negative = surplus
 * @param evW what the chargers draw now
 * @param computeW what the servers draw now
 * @param consumptionW all consumption that is there now, including chargers and servers
 * @param importCapW import limit less a guard for measuring errors
 * @param exportCapW export limit less a guard, {@code >= 0}
 */
record Needs(
    double netW,
    double evW,
    double computeW,
    double consumptionW,
    double importCapW,
    double exportCapW) {

  private static final double GUARD_SHARE = 0.02;
  private static final double GUARD_W = 100;

  /** The mode machine lets nobody here while the grid's power is unknown. */
  static Needs of(PlantState state, GridLimits limits) {
    double gridW = state.gridW().ifKnown().orElse(0);
    double batteryW = state.batteryW().ifKnown().orElse(0);
    // Unknown chargers and servers count as drawing nothing: their room is then not given away,
    // because what they do draw is in the measured net load.
    double evW = Math.max(0, -state.evW().ifKnown().orElse(0));
    double computeW = Math.max(0, -state.computeW().ifKnown().orElse(0));
    double pvW = Math.max(0, state.pvW().ifKnown().orElse(0));
    double netW = gridW + batteryW;
    return new Needs(
        netW,
        evW,
        computeW,
        Math.max(0, netW + pvW),
        limits.importW() - guard(limits.importW()),
        Math.max(0, limits.exportW() - guard(limits.exportW())));
  }

  /** Net load without chargers and servers. */
  double baseW() {
    return netW - evW - computeW;
  }

  private static double guard(double limitW) {
    return Math.max(GUARD_W, GUARD_SHARE * limitW);
  }
}
