package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Power of the batteries together, and what decided it.
 *
 * @param powerW W into the bus
 * @param choice the chosen target
 * @param decidedBy the last bound that moved the power; empty = none did
 */
record BatteryTarget(double powerW, Reason choice, Optional<Bound> decidedBy) {

  /** Applies bounds from the weakest to the strongest. */
  static BatteryTarget of(double wantedW, Reason choice, List<Bound> weakestFirst) {
    return new BatteryTarget(wantedW, choice, Optional.empty()).within(weakestFirst);
  }

  /** The same within further, stronger bounds. */
  BatteryTarget within(List<Bound> weakestFirst) {
    BatteryTarget target = this;
    for (Bound bound : weakestFirst) {
      target = target.within(bound);
    }
    return target;
  }

  private BatteryTarget within(Bound bound) {
    double bounded = Math.max(bound.leastW(), Math.min(powerW, bound.mostW()));
    return bounded == powerW ? this : new BatteryTarget(bounded, choice, Optional.of(bound));
  }
}
