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
 * @param isUsable whether the state of any of them is known
 */
record RegulatorRange(
    double chargeW,
    double dischargeW,
    double emergencyW,
    KeptFromGrid keptFromGrid,
    boolean isUsable) {

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
        keptFromGrid,
        isUsable);
  }

  /** Largest discharging power that keeps the reserve. */
  Bound mostDischarge() {
    return Bound.atMost(dischargeReason(), dischargeW);
  }

  /** A power of 0 has the state as its reason, also where something else bounds it. */
  private Reason dischargeReason() {
    if (!isUsable) {
      return Reason.STATE_UNKNOWN;
    }
    if (dischargeW <= 0) {
      return emergencyW <= 0 ? Reason.EMPTY : Reason.RESERVE;
    }
    if (keptFromGrid.discharge) {
      return Reason.NO_GRID_DISCHARGE;
    }
    return dischargeW < emergencyW ? Reason.RESERVE : Reason.DEVICE_LIMIT;
  }

  /** Largest charging power. */
  Bound mostCharge() {
    return Bound.atLeast(chargeReason(), -chargeW);
  }

  private Reason chargeReason() {
    if (!isUsable) {
      return Reason.STATE_UNKNOWN;
    }
    if (chargeW <= 0) {
      return Reason.FULL;
    }
    return keptFromGrid.charge ? Reason.NO_GRID_CHARGE : Reason.DEVICE_LIMIT;
  }
}
