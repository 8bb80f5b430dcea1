package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Power of the batteries together, and the bound that decided it.
 *
 * @param powerW W into the bus
 * @param choice the chosen target
 * @param decidedBy the last bound that moved the power; empty = none did
 */
record RegulatorTarget(double powerW, Reason choice, Optional<Bound> decidedBy) {

  /** Applies bounds from the weakest to the strongest. */
  static RegulatorTarget of(double wantedW, Reason choice, List<Bound> weakestFirst) {
    return new RegulatorTarget(wantedW, choice, Optional.empty()).within(weakestFirst);
  }

  /** The same within further, stronger bounds. */
  RegulatorTarget within(List<Bound> weakestFirst) {
    RegulatorTarget target = this;
    for (Bound bound : weakestFirst) {
      target = target.within(bound);
    }
    return target;
  }

  /** The same power, which a bound decides although it did not move it. */
  RegulatorTarget because(Bound bound) {
    return new RegulatorTarget(powerW, choice, Optional.of(bound));
  }

  private RegulatorTarget within(Bound bound) {
    double bounded = Math.max(bound.leastW(), Math.min(powerW, bound.mostW()));
    return bounded == powerW ? this : new RegulatorTarget(bounded, choice, Optional.of(bound));
  }
}
