package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.StoragePolicy;

/**
 * Remaining room for loads, while power is allocated to one after the other.
 *
 * @param policy storage policy
 * @param band range for the power at the grid connection
 * @param batteries reliable range of the batteries
 * @param netW net load with the power allocated so far, W; negative = surplus left
 */
record PowerRoom(StoragePolicy policy, ExchangeBand band, RegulatorRange batteries, double netW) {

  /** The room left once a load takes {@code watts} more. */
  PowerRoom after(double watts) {
    return new PowerRoom(policy, band, batteries, netW + watts);
  }

  /** Room that batteries add below the import limit, W; negative if they charge. */
  double helpW() {
    double discharge = batteries.dischargeW();
    // A charging battery that does not follow yields at no setpoint.
    return policy.cover() ? discharge : Math.min(0, discharge);
  }

  /** Below the import limit, W. */
  double belowLimitW() {
    return band.highW() - netW;
  }

  /** Below the month's peak, W. */
  double belowPeakW() {
    return band.peakW() - netW;
  }

  /** Surplus for a load, W, {@code >= 0}. */
  double surplusW(boolean batteryFirst) {
    return Math.max(0, -netW - (batteryFirst ? batteries.chargeW() : 0));
  }

  /** Surplus that neither battery nor grid may take and that would be curtailed, W. */
  double unwantedW() {
    return Math.max(0, -netW - batteries.chargeW() + band.lowW());
  }
}
