package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Penalties;
import io.spikewatt.controller.backtest.BacktestScenario.Tier;

/** Adds up the cost of a course of flows: the plain sum over the steps. */
final class EnergyBill {

  private final BacktestScenario backtestScenario;
  private double cost;
  private double unservedKwh;
  private double shedKwh;
  private double evShortKwh;

  EnergyBill(BacktestScenario backtestScenario) {
    this.backtestScenario = backtestScenario;
  }

  /** Charges step {@code t} after the plant has advanced over it. Returns the cost. */
  double charge(int t, EnergyFlows f, PlantModel plantModel) {
    Penalties p = backtestScenario.penalties();
    double rate =
        f.importKw * backtestScenario.importPerKwh(t)
            - f.exportKw * backtestScenario.series().exportPrice()[t]
            + f.gensetKw * backtestScenario.gensetPerKwh()
            + backtestScenario.battery().throughputCost() * (f.chargeKw + f.dischargeKw)
            + p.unserved() * f.unservedKw
            + p.overgeneration() * f.overgenerationKw;
    for (int i = 0; i < f.evChargeKw.length; i++) {
      double wear = backtestScenario.evs().get(i).storage().throughputCost();
      rate += wear * (f.evChargeKw[i] + f.evDischargeKw[i]);
    }
    double shed = 0;
    for (int i = 0; i < f.shedKw.length; i++) {
      Tier tier = p.tiers().get(i);
      rate += tier.costPerKwh() * f.shedKw[i];
      shed += f.shedKw[i];
    }
    double step =
        rate * backtestScenario.stepHours()
            + p.evShort() * plantModel.evShortKwh()
            + p.jobMissed() * plantModel.jobMissedKwh();
    cost += step;
    unservedKwh += f.unservedKw * backtestScenario.stepHours();
    shedKwh += shed * backtestScenario.stepHours();
    evShortKwh += plantModel.evShortKwh();
    return step;
  }

  double cost() {
    return cost;
  }

  BacktestResult.Shortfall shortfall() {
    return new BacktestResult.Shortfall(unservedKwh, shedKwh, evShortKwh);
  }
}
