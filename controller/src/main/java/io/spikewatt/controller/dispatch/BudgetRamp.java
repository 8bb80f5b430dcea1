package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/** A cluster's budget, which moves no faster than the cluster can bear. */
final class BudgetRamp {

  private final Role.Compute role;
  private double lastW;

  /** When it was decided, and until when the device holds to it. */
  private Optional<Moment> at = Optional.empty();

  private Optional<Moment> holds = Optional.empty();

  BudgetRamp(Role.Compute role) {
    this.role = role;
  }

  /**
   * The budget that comes nearest to what is wanted.
   *
   * @param wantedW within the cluster's limits, W
   * @param mostW what a limit leaves, W; it is never passed for the ramp's sake, but that is the
   *     cluster's minimum at least
   * @param powerW what the cluster is measured to draw, negative: where nobody decided for a while
   *     it goes on from there
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

  /** It was told something else than was decided here. */
  void applySetpoint(double watts) {
    lastW = Math.clamp(watts, role.minW(), role.maxW());
  }

  /** Time that a job loses because full power is not there at once, s. */
  double lostS(double spanW) {
    return 30 * spanW / role.rampWPerMin();
  }
}
