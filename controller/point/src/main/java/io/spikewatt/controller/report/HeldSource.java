package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * PV or wind at its limit; a limit above the available power does not hold it.
 *
 * @param bound origin of the limit
 */
record HeldSource(String device, double limitW, Bound bound) {

  /** Share of the limit, and power, by which a held source may stay below it. */
  private static final double HELD_SHARE = 0.005;

  private static final double HELD_W = 20;

  /** {@code powerOf}: measured power of a device, W into the bus. */
  static List<HeldSource> all(Dispatch dispatch, Function<String, Estimate> powerOf) {
    return dispatch.setpoints().stream().flatMap(one -> of(one, powerOf).stream()).toList();
  }

  private static Optional<HeldSource> of(
      ExplainedSetpoint one, Function<String, Estimate> powerOf) {
    Explanation why = one.explanation();
    String device = one.signal().deviceId();
    return why.action() == Action.PRODUCE
            && why.choice() == Reason.NO_NEED
            && powerOf.apply(device) instanceof Estimate.Known known
            && known.value() >= why.value() - HELD_W - HELD_SHARE * why.value()
        ? why.bound().map(bound -> new HeldSource(device, why.value(), bound))
        : Optional.empty();
  }
}
