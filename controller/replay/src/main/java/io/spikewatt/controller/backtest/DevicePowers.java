package io.spikewatt.controller.backtest;

/**
 * Powers of storages and jobs in one step, kW, all {@code >= 0}. Readers must not change the
 * arrays.
 *
 * @param chargeKw of the battery
 * @param evChargeKw by charger
 * @param jobKw by job
 */
public record DevicePowers(
    double chargeKw,
    double dischargeKw,
    double[] evChargeKw,
    double[] evDischargeKw,
    double[] jobKw) {

  /** Battery and cars at these powers, discharge positive. */
  static DevicePowers of(double batteryKw, double[] evKw, double[] jobKw) {
    double[] evChargeKw = new double[evKw.length];
    double[] evDischargeKw = new double[evKw.length];
    for (int i = 0; i < evKw.length; i++) {
      evChargeKw[i] = Math.max(0, -evKw[i]);
      evDischargeKw[i] = Math.max(0, evKw[i]);
    }
    return new DevicePowers(
        Math.max(0, -batteryKw), Math.max(0, batteryKw), evChargeKw, evDischargeKw, jobKw);
  }

  static DevicePowers battery(BacktestScenario scenario, double kw) {
    return of(kw, new double[scenario.evs().size()], new double[scenario.jobs().size()]);
  }

  /** The same with another power of the battery. */
  DevicePowers with(double otherChargeKw, double otherDischargeKw) {
    return new DevicePowers(otherChargeKw, otherDischargeKw, evChargeKw, evDischargeKw, jobKw);
  }

  /** Power of the battery, discharge positive. */
  double batteryKw() {
    return dischargeKw - chargeKw;
  }

  public double jobsKw() {
    double sum = 0;
    for (double kw : jobKw) {
      sum += kw;
    }
    return sum;
  }

  /** Net power that storages and jobs draw. */
  double takenKw() {
    double sum = jobsKw() + chargeKw - dischargeKw;
    for (int i = 0; i < evChargeKw.length; i++) {
      sum += evChargeKw[i] - evDischargeKw[i];
    }
    return sum;
  }
}
