package io.spikewatt.controller.optimise;

/**
 * A storage of energy, for as long as it is connected. Energies are internal, powers at the bus.
 *
 * @param minKwh lowest energy
 * @param maxKwh highest energy, {@code >= minKwh}
 * @param chargeKw largest charging power, {@code >= 0}
 * @param dischargeKw largest discharging power, {@code >= 0}
 * @param chargeEfficiency 0 &lt; … &lt;= 1
 * @param dischargeEfficiency 0 &lt; … &lt;= 1
 * @param wearPerKwh price of each kWh through the bus side, either way
 * @param leastKw smallest charging power other than 0; a mean below it is charging with it for a
 *     part of the slot
 * @param visit when it is connected, and its goal at the end of that time
 */
public record Storage(
    double minKwh,
    double maxKwh,
    double chargeKw,
    double dischargeKw,
    double chargeEfficiency,
    double dischargeEfficiency,
    double wearPerKwh,
    double leastKw,
    Visit visit) {

  /**
   * When a storage is connected.
   *
   * @param comesInHours time from the plan's start until it connects; 0 or less = it is connected
   * @param comesWithKwh energy that it is expected to bring
   * @param leavesInHours time from the plan's start until it leaves; infinite = it stays
   * @param goalKwh energy required when it leaves
   * @param shortPerKwh price of each kWh less than that
   * @param waitPerKwhHour price of an hour with one kWh still to charge
   */
  public record Visit(
      double comesInHours,
      double comesWithKwh,
      double leavesInHours,
      double goalKwh,
      double shortPerKwh,
      double waitPerKwhHour) {

    /** Always connected, without a goal. */
    public static final Visit NO_END = new Visit(0, 0, Double.POSITIVE_INFINITY, 0, 0, 0);
  }

  /** A battery, which stays and has no goal. */
  public static Storage battery(
      double minKwh,
      double maxKwh,
      double chargeKw,
      double dischargeKw,
      double chargeEfficiency,
      double dischargeEfficiency,
      double wearPerKwh) {
    return new Storage(
        minKwh,
        maxKwh,
        chargeKw,
        dischargeKw,
        chargeEfficiency,
        dischargeEfficiency,
        wearPerKwh,
        0,
        Visit.NO_END);
  }

  /** Time from the plan's start until it connects; 0 or less = it is connected. */
  public double comesInHours() {
    return visit.comesInHours;
  }

  /** Energy that it is expected to bring. */
  public double comesWithKwh() {
    return visit.comesWithKwh;
  }

  /** Time from the plan's start until it leaves; infinite = it stays. */
  public double leavesInHours() {
    return visit.leavesInHours;
  }

  /** Energy required when it leaves. */
  public double goalKwh() {
    return visit.goalKwh;
  }

  /** Price of each kWh less than the goal. */
  public double shortPerKwh() {
    return visit.shortPerKwh;
  }

  /** Whether it has any capacity and power. */
  public boolean usable() {
    return maxKwh > minKwh
        && (chargeKw > 0 || dischargeKw > 0)
        && chargeEfficiency > 0
        && dischargeEfficiency > 0;
  }

  /** Whether it leaves one day. */
  public boolean leaves() {
    return visit.leavesInHours < Double.POSITIVE_INFINITY;
  }

  /** Change of stored energy by {@code kw} at the bus (discharge positive) over {@code hours}. */
  public double storedBy(double kw, double hours) {
    return kw > 0 ? -kw / dischargeEfficiency * hours : -kw * chargeEfficiency * hours;
  }

  /** Power at the bus, discharge positive, that changes the stored energy by {@code kwh}. */
  public double powerFor(double kwh, double hours) {
    return kwh > 0 ? -kwh / (chargeEfficiency * hours) : -kwh * dischargeEfficiency / hours;
  }

  /** Penalty if it leaves with {@code kwh}, currency. */
  double owed(double kwh) {
    return visit.shortPerKwh * Math.max(0, visit.goalKwh - kwh);
  }
}
