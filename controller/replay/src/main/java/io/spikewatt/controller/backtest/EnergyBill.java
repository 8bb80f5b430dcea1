package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Penalties;
import io.spikewatt.controller.backtest.BacktestScenario.Tier;
import io.spikewatt.controller.optimise.SupplyMix;

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
  double charge(int t, EnergyFlows flows, PlantModel plantModel) {
    Penalties p = backtestScenario.penalties();
    DevicePowers d = flows.powers();
    SupplyMix s = flows.supply();
    double rate =
        s.importKw() * backtestScenario.importPerKwh(t)
            - s.exportKw() * backtestScenario.series().exportPrice()[t]
            + s.gensetKw() * backtestScenario.gensetPerKwh()
            + backtestScenario.battery().throughputCost() * (d.chargeKw() + d.dischargeKw())
            + p.unserved() * s.unservedKw()
            + p.overgeneration() * s.surplusKw();
    for (int i = 0; i < d.evChargeKw().length; i++) {
      double wear = backtestScenario.evs().get(i).storage().throughputCost();
      rate += wear * (d.evChargeKw()[i] + d.evDischargeKw()[i]);
    }
    double shed = 0;
    for (int i = 0; i < s.shedKw().length; i++) {
      Tier tier = p.tiers().get(i);
      rate += tier.costPerKwh() * s.shedKw()[i];
      shed += s.shedKw()[i];
    }
    double step =
        rate * backtestScenario.stepHours()
            + p.evShort() * plantModel.evShortKwh()
            + p.jobMissed() * plantModel.jobMissedKwh();
    cost += step;
    unservedKwh += s.unservedKw() * backtestScenario.stepHours();
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
