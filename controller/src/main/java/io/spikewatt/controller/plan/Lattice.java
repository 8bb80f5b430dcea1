package io.spikewatt.controller.plan;

/**
 * Levels of stored energy on which values are kept: battery levels run fastest, EV levels beside
 * them. Without an EV there is one EV level, without a battery one battery level.
 *
 * @param batteryLevels number of battery levels
 * @param batteryFromKwh energy of the lowest
 * @param batteryStepKwh distance between two
 * @param evLevels number of EV levels
 * @param evFromKwh energy of the lowest
 * @param evStepKwh distance between two
 */
record Lattice(
    int batteryLevels,
    double batteryFromKwh,
    double batteryStepKwh,
    int evLevels,
    double evFromKwh,
    double evStepKwh) {

  /** Largest number of levels without and with an EV; scratch arrays are made for it. */
  static final int MOST_ALONE = 361;

  private static final int MOST_BESIDE_EV = 25;
  private static final int MOST_EV = 41;
  static final int MOST_CELLS = MOST_BESIDE_EV * MOST_EV;

  /**
   * Levels that suit the storage: a slot at full power crosses about {@code reach} of them.
   *
   * @param evMissingKwh energy that the EV wants; 0 = no EV
   */
  static Lattice of(
      PlanModel.Storage storage, double slotHours, double evFromKwh, double evMissingKwh) {
    boolean ev = evMissingKwh > 0;
    int levels = 1;
    double from = storage.capacityKwh() * storage.minSocPct() / 100;
    double range = storage.capacityKwh() * (storage.maxSocPct() - storage.minSocPct()) / 100;
    if (storage.usable()) {
      double power = Math.max(storage.chargeKw(), storage.dischargeKw());
      double reach = ev ? 3 : 26;
      int least = ev ? 12 : 150;
      int most = (ev ? MOST_BESIDE_EV : MOST_ALONE) - 1;
      levels = 1 + (int) Math.clamp(range / (power * slotHours) * reach, least, most);
    }
    int evLevels = ev ? 1 + (int) Math.clamp(Math.ceil(evMissingKwh / 0.75), 1, MOST_EV - 1) : 1;
    return new Lattice(
        levels,
        from,
        levels > 1 ? range / (levels - 1) : 1,
        evLevels,
        evFromKwh,
        ev ? evMissingKwh / (evLevels - 1) : 1);
  }

  int cells() {
    return batteryLevels * evLevels;
  }

  boolean hasBattery() {
    return batteryLevels > 1;
  }

  boolean hasEv() {
    return evLevels > 1;
  }

  double batteryTopKwh() {
    return batteryFromKwh + (batteryLevels - 1) * batteryStepKwh;
  }

  double evTopKwh() {
    return evFromKwh + (evLevels - 1) * evStepKwh;
  }

  /** Value at any energies, linear between levels and flat beyond them. */
  double interpolate(double[] values, double batteryKwh, double evKwh) {
    double b = position(batteryKwh, batteryFromKwh, batteryStepKwh, batteryLevels);
    double e = position(evKwh, evFromKwh, evStepKwh, evLevels);
    int ib = Math.min((int) b, Math.max(0, batteryLevels - 2));
    int ie = Math.min((int) e, Math.max(0, evLevels - 2));
    double fb = b - ib;
    double fe = e - ie;
    double low = along(values, ie * batteryLevels + ib, fb);
    return fe == 0 ? low : low * (1 - fe) + fe * along(values, (ie + 1) * batteryLevels + ib, fb);
  }

  /** −∂V/∂E of the battery in the cell that contains the energies. */
  double batterySlope(double[] values, double batteryKwh, double evKwh) {
    if (!hasBattery()) {
      return 0;
    }
    double b = position(batteryKwh, batteryFromKwh, batteryStepKwh, batteryLevels);
    int ib = Math.min((int) b, batteryLevels - 2);
    double left = batteryFromKwh + ib * batteryStepKwh;
    return (interpolate(values, left, evKwh) - interpolate(values, left + batteryStepKwh, evKwh))
        / batteryStepKwh;
  }

  /** −∂V/∂E of the EV in the cell that contains the energies. */
  double evSlope(double[] values, double batteryKwh, double evKwh) {
    if (!hasEv()) {
      return 0;
    }
    double e = position(evKwh, evFromKwh, evStepKwh, evLevels);
    int ie = Math.min((int) e, evLevels - 2);
    double left = evFromKwh + ie * evStepKwh;
    return (interpolate(values, batteryKwh, left)
            - interpolate(values, batteryKwh, left + evStepKwh))
        / evStepKwh;
  }

  private static double along(double[] values, int at, double f) {
    return f == 0 ? values[at] : values[at] * (1 - f) + f * values[at + 1];
  }

  private static double position(double kwh, double from, double step, int levels) {
    return Math.clamp((kwh - from) / step, 0, levels - 1.0);
  }
}
