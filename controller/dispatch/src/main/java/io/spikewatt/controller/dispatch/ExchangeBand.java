package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.Reason;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Range in which the power at the grid connection must stay: the limits, less a guard.
 *
 * @param lowW smallest power, W; negative = export
 * @param highW largest power, W
 * @param peakW largest power that sets no new peak of the month, W; soft
 * @param storingW largest power up to which batteries are charged, W, at most {@code peakW}; soft
 * @param lowest cause of {@code lowW}
 * @param highest cause of {@code highW}
 */
record ExchangeBand(
    double lowW, double highW, double peakW, double storingW, Cause lowest, Cause highest) {

  /**
   * Cause of an end of the range.
   *
   * @param by who set the limit; empty where no limit sets the end
   * @param perKwh price that causes it, currency a kWh; empty = none does
   */
  record Cause(Reason reason, Optional<LimitSource> by, OptionalDouble perKwh) {

    private static Cause of(Reason reason) {
      return new Cause(reason, Optional.empty(), OptionalDouble.empty());
    }

    private static Cause of(Reason reason, LimitSource by) {
      return new Cause(reason, Optional.of(by), OptionalDouble.empty());
    }

    private static Cause ofPrice(OptionalDouble perKwh) {
      return new Cause(Reason.NEGATIVE_PRICE, Optional.empty(), perKwh);
    }

    private Bound explain(Bound bound) {
      return bound.by(by).causedBy(perKwh);
    }
  }

  /** Typical drift of a household's load between readings more than a second apart, W/s. */
  private static final double DRIFT_W_PER_S = 15;

  /**
   * The band that the limits leave.
   *
   * @param paidPerKwh price paid for export, which is nothing while it is negative, currency a kWh;
   *     empty = it does not count
   * @param cycleS period of the control cycle, s
   */
  static ExchangeBand of(CycleInput input, OptionalDouble paidPerKwh, double cycleS) {
    GridLimits limits = input.limits();
    double driftW = DRIFT_W_PER_S * Math.max(0, cycleS - 1);
    double high = limits.importW() - guard(limits.importW()) - driftW;
    double low = -limits.exportW() + guard(limits.exportW()) + driftW;
    boolean weighed = paidPerKwh.isPresent() && paidPerKwh.getAsDouble() < 0 && low < 0;
    low = weighed ? 0 : low;
    if (low > high) {
      high = (limits.importW() - limits.exportW()) / 2;
      low = high;
    }
    boolean ramped = input.aim() == CycleInput.Aim.RECONNECT;
    return new ExchangeBand(
        low,
        high,
        Math.min(high, limits.peakW()),
        Math.min(high, limits.storingW()),
        weighed ? Cause.ofPrice(paidPerKwh) : lowest(limits, ramped),
        ramped
            ? Cause.of(Reason.RECONNECT_RAMP)
            : Cause.of(Reason.IMPORT_LIMIT, limits.importWhy()));
  }

  private static Cause lowest(GridLimits limits, boolean ramped) {
    if (limits.exportWhy() == LimitSource.PRICE) {
      return Cause.ofPrice(limits.price().exportPerKwh());
    }
    return ramped
        ? Cause.of(Reason.RECONNECT_RAMP)
        : Cause.of(Reason.EXPORT_LIMIT, limits.exportWhy());
  }

  /** No exchange at all. */
  static ExchangeBand zero() {
    return new ExchangeBand(
        0, 0, 0, 0, Cause.of(Reason.ZERO_EXCHANGE), Cause.of(Reason.ZERO_EXCHANGE));
  }

  /** Whether a peak of the month leaves less than the import limit. */
  boolean keepsPeak() {
    return peakW < highW;
  }

  Bound exportBound(double mostW) {
    return lowest.explain(Bound.atMost(lowest.reason, mostW)).keeping(lowW);
  }

  Bound importBound(double leastW) {
    return highest.explain(Bound.atLeast(highest.reason, leastW)).keeping(highW);
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
