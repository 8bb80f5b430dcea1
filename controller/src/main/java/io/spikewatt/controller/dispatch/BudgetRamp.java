package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/** Limits the rate of change of a cluster's budget. */
final class BudgetRamp {

  private final Role.Compute role;
  private double lastW;

  /** Time of the last decision, and end of its validity. */
  private Optional<Moment> at = Optional.empty();

  private Optional<Moment> holds = Optional.empty();

  BudgetRamp(Role.Compute role) {
    this.role = role;
  }

  /**
   * The budget nearest to the wanted power.
   *
   * @param wantedW within the cluster's limits, W
   * @param mostW what a limit leaves, W; the ramp never exceeds it, except that the cluster's
   *     minimum is always granted
   * @param powerW measured power of the cluster, negative; the ramp starts there after a pause in
   *     decisions
   */
  double next(double wantedW, double mostW, Estimate powerW, Moment now, Moment validUntil) {
    boolean lapsed = holds.isEmpty() || !now.isBefore(holds.get());
    double from =
        lapsed ? Math.clamp(-powerW.ifKnown().orElse(0), role.minW(), role.maxW()) : lastW;
    double seconds = lapsed ? 0 : at.map(then -> now.since(then).toNanos() * 1e-9).orElse(0.0);
    double stepW =
        role.rampWPerMin() < Double.POSITIVE_INFINITY
            ? role.rampWPerMin() / 60 * seconds
            : Double.POSITIVE_INFINITY;
    double least = Math.max(role.minW(), Math.min(from - stepW, mostW));
    lastW = Math.clamp(wantedW, least, Math.max(least, from + stepW));
    at = Optional.of(now);
    holds = Optional.of(validUntil);
    return lastW;
  }

  /** Takes over a setpoint that was decided elsewhere. */
  void applySetpoint(double watts) {
    lastW = Math.clamp(watts, role.minW(), role.maxW());
  }

  /** Time that a job loses because the ramp delays full power, s. */
  double lostS(double spanW) {
    return 30 * spanW / role.rampWPerMin();
  }
}
