package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Penalties;
import io.spikewatt.controller.backtest.Scenario.Tier;

/** Adds up what a course of flows costs: the plain sum over the steps. */
final class Bill {

  private final Scenario scenario;
  private double cost;
  private double unservedKwh;
  private double shedKwh;
  private double evShortKwh;

  Bill(Scenario scenario) {
    this.scenario = scenario;
  }

  /** Charges step {@code t}, after the plant has advanced over it; tells what it cost. */
  double charge(int t, Flows f, Plant plant) {
    Penalties p = scenario.penalties();
    double rate =
        f.importKw * scenario.importPerKwh(t)
            - f.exportKw * scenario.series().exportPrice()[t]
            + f.gensetKw * scenario.gensetPerKwh()
            + scenario.battery().throughputCost() * (f.chargeKw + f.dischargeKw)
            + p.unserved() * f.unservedKw
            + p.overgeneration() * f.overgenerationKw;
    for (int i = 0; i < f.evChargeKw.length; i++) {
      double wear = scenario.evs().get(i).storage().throughputCost();
      rate += wear * (f.evChargeKw[i] + f.evDischargeKw[i]);
    }
    double shed = 0;
    for (int i = 0; i < f.shedKw.length; i++) {
      Tier tier = p.tiers().get(i);
      rate += tier.costPerKwh() * f.shedKw[i];
      shed += f.shedKw[i];
    }
    double step =
        rate * scenario.stepHours()
            + p.evShort() * plant.evShortKwh()
            + p.jobMissed() * plant.jobMissedKwh();
    cost += step;
    unservedKwh += f.unservedKw * scenario.stepHours();
    shedKwh += shed * scenario.stepHours();
    evShortKwh += plant.evShortKwh();
    return step;
  }

  double cost() {
    return cost;
  }

  double unservedKwh() {
    return unservedKwh;
  }

  double shedKwh() {
    return shedKwh;
  }

  double evShortKwh() {
    return evShortKwh;
  }
}
