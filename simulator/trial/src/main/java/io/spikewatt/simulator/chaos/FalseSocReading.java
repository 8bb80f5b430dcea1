package io.spikewatt.simulator.chaos;

import java.util.Map;
import java.util.OptionalDouble;

/** Reported state of charge of a battery with a broken gauge, percent. */
final class FalseSocReading {

  private static final double LEAST_OFF_PCT = 20;
  private static final double OFF_SPREAD_PCT = 20;
  private static final double LEAST_DRIFT_PCT_PER_H = 5;
  private static final double DRIFT_SPREAD_PCT_PER_H = 25;

  private double frozenPct = Double.NaN;

  /**
   * @param truePct the true state of charge
   * @return empty if the report is true
   */
  OptionalDouble at(long second, Map<FaultKind, FaultEpisode> active, double truePct) {
    FaultEpisode frozen = active.get(FaultKind.SOC_FROZEN);
    if (frozen == null) {
      frozenPct = Double.NaN;
    } else if (Double.isNaN(frozenPct)) {
      frozenPct = truePct;
    }
    FaultEpisode extreme = active.get(FaultKind.SOC_EXTREME);
    if (extreme != null) {
      return OptionalDouble.of(extreme.degree() < 0.5 ? 0 : 100);
    }
    if (frozen != null) {
      return OptionalDouble.of(frozenPct);
    }
    FaultEpisode off = active.get(FaultKind.SOC_OFF);
    FaultEpisode drifts = active.get(FaultKind.SOC_DRIFTS);
    if (off == null && drifts == null) {
      return OptionalDouble.empty();
    }
    double errorPct = 0;
    if (off != null) {
      errorPct += signed(off.degree(), LEAST_OFF_PCT, OFF_SPREAD_PCT);
    }
    if (drifts != null) {
      double hours = (second - drifts.fromS()) / 3_600.0;
      errorPct += hours * signed(drifts.degree(), LEAST_DRIFT_PCT_PER_H, DRIFT_SPREAD_PCT_PER_H);
    }
    return OptionalDouble.of(Math.clamp(truePct + errorPct, 0, 100));
  }

  /** The lower half of the degrees below 0, the upper one above it. */
  private static double signed(double degree, double least, double spread) {
    double side = 2 * degree - 1;
    return Math.signum(side) * (least + spread * Math.abs(side));
  }
}
