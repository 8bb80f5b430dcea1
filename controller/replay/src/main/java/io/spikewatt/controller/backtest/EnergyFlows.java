package io.spikewatt.controller.backtest;

import java.util.Arrays;

/** What physically happens in one step, kW, all {@code >= 0}. Reused for step after step. */
public final class EnergyFlows {
  public double curtailedKw;
  public double chargeKw;
  public double dischargeKw;
  public double importKw;
  public double exportKw;
  public double gensetKw;
  public double unservedKw;
  public double overgenerationKw;

  /** By charger. */
  public final double[] evChargeKw;

  public final double[] evDischargeKw;

  /** By job; only those in {@code jobs} are other than 0. */
  public final double[] jobKw;

  /** By tier. */
  public final double[] shedKw;

  EnergyFlows(BacktestScenario backtestScenario) {
    evChargeKw = new double[backtestScenario.evs().size()];
    evDischargeKw = new double[backtestScenario.evs().size()];
    jobKw = new double[backtestScenario.jobs().size()];
    shedKw = new double[backtestScenario.penalties().tiers().size()];
  }

  void clear() {
    curtailedKw = 0;
    chargeKw = 0;
    dischargeKw = 0;
    importKw = 0;
    exportKw = 0;
    gensetKw = 0;
    unservedKw = 0;
    overgenerationKw = 0;
    Arrays.fill(evChargeKw, 0);
    Arrays.fill(evDischargeKw, 0);
    Arrays.fill(jobKw, 0);
    Arrays.fill(shedKw, 0);
  }

  /** Sets the battery's power, discharge positive. */
  void battery(double kw) {
    chargeKw = Math.max(0, -kw);
    dischargeKw = Math.max(0, kw);
  }

  /** Sets a car's power, discharge positive. */
  void ev(int i, double kw) {
    evChargeKw[i] = Math.max(0, -kw);
    evDischargeKw[i] = Math.max(0, kw);
  }

  /** Power that jobs take. */
  double jobsKw() {
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
