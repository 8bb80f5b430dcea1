package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.Reason;
import java.util.Optional;

/**
 * Range in which the power at the grid connection must stay: the limits, less a guard.
 *
 * @param lowW smallest power, W; negative = export
 * @param highW largest power, W
 * @param peakW largest power that sets no new peak of the month, W; soft
 * @param storingW largest power up to which batteries are charged, W, at most {@code peakW}; soft
 * @param exportReason of {@code lowW}
 * @param importReason of {@code highW}
 * @param exportBy who set the export limit; empty where no limit sets {@code lowW}
 * @param importBy who set the import limit; empty where no limit sets {@code highW}
 */
record ExchangeBand(
    double lowW,
    double highW,
    double peakW,
    double storingW,
    Reason exportReason,
    Reason importReason,
    Optional<LimitSource> exportBy,
    Optional<LimitSource> importBy) {

  /** Typical drift of a household's load between readings more than a second apart, W/s. */
  private static final double DRIFT_W_PER_S = 15;

  /**
   * The band that the limits leave.
   *
   * @param exportCosts whether the export price is negative, so that nothing is exported
   * @param cycleS period of the control cycle, s
   */
  static ExchangeBand of(CycleInput input, boolean exportCosts, double cycleS) {
    GridLimits limits = input.limits();
    double driftW = DRIFT_W_PER_S * Math.max(0, cycleS - 1);
    double high = limits.importW() - guard(limits.importW()) - driftW;
    double low = -limits.exportW() + guard(limits.exportW()) + driftW;
    boolean priced = exportCosts && low < 0;
    low = priced ? 0 : low;
    if (low > high) {
      high = (limits.importW() - limits.exportW()) / 2;
      low = high;
    }
    boolean ramped = input.aim() == CycleInput.Aim.RECONNECT;
    Reason exportReason = ramped ? Reason.RECONNECT_RAMP : Reason.EXPORT_LIMIT;
    return new ExchangeBand(
        low,
        high,
        Math.min(high, limits.peakW()),
        Math.min(high, limits.storingW()),
        priced ? Reason.NEGATIVE_PRICE : exportReason,
        ramped ? Reason.RECONNECT_RAMP : Reason.IMPORT_LIMIT,
        ramped || priced ? Optional.empty() : Optional.of(limits.exportWhy()),
        ramped ? Optional.empty() : Optional.of(limits.importWhy()));
  }

  /** No exchange at all. */
  static ExchangeBand zero() {
    return new ExchangeBand(
        0, 0, 0, 0, Reason.ZERO_EXCHANGE, Reason.ZERO_EXCHANGE, Optional.empty(), Optional.empty());
  }

  /** Whether a peak of the month leaves less than the import limit. */
  boolean keepsPeak() {
    return peakW < highW;
  }

  Bound exportBound(double mostW) {
    return Bound.atMost(exportReason, mostW).by(exportBy).keeping(lowW);
  }

  Bound importBound(double leastW) {
    return Bound.atLeast(importReason, leastW).by(importBy).keeping(highW);
  }

  Bound peakBound(double leastW) {
    return Bound.atLeast(Reason.PEAK, leastW).keeping(peakW);
  }

  Bound storingBound(double leastW) {
    return Bound.atLeast(Reason.PEAK, leastW).keeping(storingW);
  }

  /** The bound that limits consumers. */
  Bound consumption(boolean keepsPeak) {
    return keepsPeak && keepsPeak() ? peakBound(-peakW) : importBound(-highW);
  }

  /** Margin for errors of meter and devices. */
  private static double guard(double limitW) {
    return Double.isInfinite(limitW) ? 0 : Math.clamp(0.01 * limitW, 30, 300);
  }
}
