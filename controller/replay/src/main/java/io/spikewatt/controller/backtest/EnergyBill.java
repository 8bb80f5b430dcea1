package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Penalties;
import io.spikewatt.controller.backtest.BacktestScenario.Tier;
import io.spikewatt.controller.optimise.SupplyMix;

/** Adds up the cost of a course of flows: the plain sum over the steps. */
final class EnergyBill {

  private final BacktestScenario scenario;
  private double cost;
  private double unservedKwh;
  private double shedKwh;
  private double evShortKwh;

  EnergyBill(BacktestScenario scenario) {
    this.scenario = scenario;
  }

  /** Charges step {@code t} after the plant has advanced over it. Returns the cost. */
  double charge(int t, EnergyFlows flows, PlantModel plant) {
    Penalties p = scenario.penalties();
    DevicePowers d = flows.powers();
    SupplyMix s = flows.supply();
    double rate =
        s.importKw() * scenario.importPerKwh(t)
            - s.exportKw() * scenario.series().exportPrice()[t]
            + s.gensetKw() * scenario.gensetPerKwh()
            + scenario.battery().throughputCost() * (d.chargeKw() + d.dischargeKw())
            + p.unserved() * s.unservedKw()
            + p.overgeneration() * s.surplusKw();
    for (int i = 0; i < d.evChargeKw().length; i++) {
      double wear = scenario.evs().get(i).storage().throughputCost();
      rate += wear * (d.evChargeKw()[i] + d.evDischargeKw()[i]);
    }
    double shed = 0;
    for (int i = 0; i < s.shedKw().length; i++) {
      Tier tier = p.tiers().get(i);
      rate += tier.costPerKwh() * s.shedKw()[i];
      shed += s.shedKw()[i];
    }
    double step =
        rate * scenario.stepHours()
            + p.evShort() * plant.evShortKwh()
            + p.jobMissed() * plant.jobMissedKwh();
    cost += step;
    unservedKwh += s.unservedKw() * scenario.stepHours();
    shedKwh += shed * scenario.stepHours();
    evShortKwh += plant.evShortKwh();
    return step;
  }

  double cost() {
    return cost;
  }

  BacktestResult.Shortfall shortfall() {
    return new BacktestResult.Shortfall(unservedKwh, shedKwh, evShortKwh);
  }
}
