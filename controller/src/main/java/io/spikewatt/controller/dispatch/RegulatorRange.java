package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import java.util.OptionalDouble;

/**
 * Power range of the batteries together.
 *
 * @param chargeW largest charging power, W; negative = they discharge at least this whatever the
 *     setpoint
 * @param dischargeW largest discharging power that keeps the reserve, W; negative = they charge at
 *     least this
 * @param emergencyW the same, down to the lowest state of charge, W
 * @param keptFromGrid which of them the configuration bounds
 */
record RegulatorRange(
    double chargeW, double dischargeW, double emergencyW, KeptFromGrid keptFromGrid) {

  /** Which bounds come from the configuration. */
  record KeptFromGrid(boolean charge, boolean discharge) {
    static final KeptFromGrid NONE = new KeptFromGrid(false, false);
  }

  /**
   * The range that others may rely on.
   *
   * @param measuredW power of batteries that do not follow, W into the bus; empty = they follow
   */
  RegulatorRange reliedOn(OptionalDouble measuredW) {
    if (measuredW.isEmpty()) {
      return this;
    }
    double watts = measuredW.getAsDouble();
    return new RegulatorRange(
        Math.min(-watts, chargeW),
        Math.min(watts, dischargeW),
        Math.min(watts, emergencyW),
        keptFromGrid);
  }

  /** Largest discharging power that keeps the reserve. */
  Bound mostDischarge() {
    Reason reason =
        keptFromGrid.discharge
            ? Reason.NO_GRID_DISCHARGE
            : emergencyW <= 0
                ? Reason.EMPTY
                : dischargeW < emergencyW ? Reason.RESERVE : Reason.DEVICE_LIMIT;
    return Bound.atMost(reason, dischargeW);
  }

  /** Largest charging power. */
  Bound mostCharge() {
    Reason reason =
        keptFromGrid.charge
            ? Reason.NO_GRID_CHARGE
            : chargeW <= 0 ? Reason.FULL : Reason.DEVICE_LIMIT;
    return Bound.atLeast(reason, -chargeW);
  }
}
