package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.LoadRange;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/** Limits the rate of change of a load's power. */
final class PowerRamp {

  private final LoadRange range;
  private double lastW;

  /** Time of the last decision, and end of its validity. */
  private Optional<Moment> at = Optional.empty();

  private Optional<Moment> holds = Optional.empty();

  PowerRamp(LoadRange range) {
    this.range = range;
  }

  /**
   * The power nearest to the wanted one.
   *
   * @param wantedW within the load's limits, W
   * @param mostW room below a limit, W; the ramp never exceeds it, except that its base is always
   *     granted
   * @param powerW measured power of the load, negative; the ramp starts there after a pause in
   *     decisions
   */
  double next(double wantedW, double mostW, Estimate powerW, Moment now, Moment validUntil) {
    boolean lapsed = holds.isEmpty() || !now.isBefore(holds.get());
    double from =
        lapsed ? Math.clamp(-powerW.ifKnown().orElse(0), range.baseW(), range.mostW()) : lastW;
    double seconds = lapsed ? 0 : at.map(then -> now.since(then).toNanos() * 1e-9).orElse(0.0);
    double stepW =
        range.rampWPerMin() < Double.POSITIVE_INFINITY
            ? range.rampWPerMin() / 60 * seconds
            : Double.POSITIVE_INFINITY;
    double least = Math.max(range.baseW(), Math.min(from - stepW, mostW));
    lastW = Math.clamp(wantedW, least, Math.max(least, from + stepW));
    at = Optional.of(now);
    holds = Optional.of(validUntil);
    return lastW;
  }

  /** Takes over a setpoint that was decided elsewhere. */
  void applySetpoint(double watts) {
    lastW = Math.clamp(watts, range.baseW(), range.mostW());
  }
}
