package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Battery;
import io.spikewatt.controller.backtest.Scenario.Genset;
import io.spikewatt.controller.backtest.Scenario.Session;

/**
 * Control by rules: PV, then battery, then grid, then generator; the grid before the battery where
 * export pays more than the battery saves; cars at full power on arrival, jobs at once.
 *
 * <p>With a generator that is pymgrid's rule-based control to the letter, because its published
 * costs are the reference: while the grid is down and PV and battery cannot carry the load, the
 * generator's minimum is taken off the load first; and if PV and battery then carry the rest, the
 * generator is not started and its minimum stays unserved.
 */
final class RulePolicy implements Policy {

  private final Scenario scenario;
  private final Settlement settlement;

  RulePolicy(Scenario scenario) {
    this.scenario = scenario;
    this.settlement = new Settlement(scenario);
  }

  @Override
  public void decide(int t, Plant plant, Flows flows) {
    if (scenario.evs().isEmpty() && scenario.jobs().isEmpty()) {
      byPriority(t, plant, flows);
    } else {
      atOnce(t, plant, flows);
    }
  }

  private void atOnce(int t, Plant plant, Flows flows) {
    double dt = scenario.stepHours();
    double load = scenario.series().loadKw()[t];
    double pv = scenario.series().pvKw()[t];
    boolean up = scenario.series().gridUp()[t];
    flows.battery(scenario.battery().dischargeMaxKw());
    plant.limit(t, flows);
    double genset = scenario.genset().map(Genset::maxKw).orElse(0.0);
    // In an outage cars get what is left beside the load.
    double room = up ? Double.POSITIVE_INFINITY : pv + flows.dischargeKw + genset - load;
    for (int i = 0; i < scenario.evs().size(); i++) {
      if (plant.present(i)) {
        Session session = plant.session(i);
        Battery ev = scenario.evs().get(i).storage();
        double lacks = session.socRequired() * ev.capacityKwh() - plant.evKwh(i);
        double kw = Math.min(ev.chargeMaxKw(), Math.max(0, lacks) / (ev.etaCharge() * dt));
        kw = Math.max(0, Math.min(kw, room));
        room -= kw;
        flows.ev(i, -kw);
      }
    }
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        flows.jobKw[j] = Math.min(scenario.jobs().get(j).maxKw(), plant.jobLeftKwh(j) / dt);
      }
    }
    flows.battery(0);
    double net = load - pv + flows.takenKw();
    flows.battery(net);
    plant.limit(t, flows);
    double lacking = net - flows.dischargeKw;
    if (!up && scenario.genset().isPresent() && lacking > 1e-9) {
      // The generator takes over its minimum from the battery rather than not start.
      double least = Math.min(scenario.genset().get().minKw(), net);
      flows.dischargeKw = Math.min(flows.dischargeKw, net - least);
    }
    settlement.settle(t, flows);
  }

  private void byPriority(int t, Plant plant, Flows f) {
    Battery b = scenario.battery();
    double load = scenario.series().loadKw()[t];
    double pv = scenario.series().pvKw()[t];
    boolean up = scenario.series().gridUp()[t];
    f.battery(b.dischargeMaxKw());
    plant.limit(t, f);
    double mostOut = f.dischargeKw;
    f.battery(-b.chargeMaxKw());
    plant.limit(t, f);
    double mostIn = f.chargeKw;
    f.clear();

    double least = 0;
    if (scenario.genset().isPresent() && !up && load > pv + mostOut) {
      least = Math.min(load, scenario.genset().get().minKw());
    }
    double used = Math.min(load - least, pv);
    double lacks = load - least - used;
    double surplus = pv - used;
    boolean gridFirst =
        scenario.series().exportPrice()[t] / (b.etaCharge() * b.etaDischarge())
            >= scenario.series().importPrice()[t];
    for (int turn = 0; turn < 2; turn++) {
      boolean battery = turn == (up && gridFirst ? 1 : 0);
      if (battery && lacks > 0) {
        f.dischargeKw = Math.min(mostOut, lacks);
        lacks -= f.dischargeKw;
      } else if (battery) {
        f.chargeKw = Math.min(mostIn, surplus);
        surplus -= f.chargeKw;
      } else if (up && lacks > 0) {
        f.importKw = Math.min(lacks, scenario.grid().orElseThrow().importMaxKw());
        lacks -= f.importKw;
      } else if (up) {
        f.exportKw = Math.min(surplus, scenario.grid().orElseThrow().exportMaxKw());
        surplus -= f.exportKw;
      }
    }
    if (scenario.genset().isPresent() && lacks > 0) {
      Genset genset = scenario.genset().get();
      f.gensetKw = Math.clamp(lacks + least, genset.minKw(), genset.maxKw());
    }
    f.curtailedKw = surplus;
    double balance = load + f.takenKw() + f.exportKw - f.importKw - f.gensetKw - (pv - surplus);
    // Of a balance that is only rounding nothing is lacking.
    double lacking = Math.abs(balance) < 1e-9 * (1 + load + pv) ? 0 : balance;
    f.unservedKw = Math.max(0, lacking);
    f.overgenerationKw = Math.max(0, -lacking);
  }
}
