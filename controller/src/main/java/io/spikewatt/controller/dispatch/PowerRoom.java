package io.spikewatt.controller.dispatch;

/**
 * What remains for loads while power is given to one after the other.
 *
 * @param policy what is worth doing with the batteries
 * @param band where the power at the grid connection is to stay
 * @param batteries what may be relied on
 * @param netW net load with what was given so far, W; negative = surplus left
 */
record PowerRoom(StoragePolicy policy, ExchangeBand band, BatteryRange batteries, double netW) {

  /** What remains once a load takes {@code watts} more. */
  PowerRoom after(double watts) {
    return new PowerRoom(policy, band, batteries, netW + watts);
  }

  /** What batteries add to the room below the import limit, W; negative if they take of it. */
  double helpW() {
    double discharge = batteries.dischargeW();
    // One that charges and does not listen will not make way, whatever it is meant to do.
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

  /** Surplus that neither battery nor grid may take and that PV would have to give up, W. */
  double unwantedW() {
    return Math.max(0, -netW - batteries.chargeW() + band.lowW());
  }
}
