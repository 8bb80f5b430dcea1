package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Genset;
import io.spikewatt.controller.backtest.BacktestScenario.Session;

/**
 * Control by rules: PV, then battery, then grid, then generator; the grid before the battery where
 * export pays more than the battery saves; cars at full power on arrival, jobs at once. With a
 * generator this is pymgrid's rule-based control, whose published costs are the reference.
 */
final class RulePolicy implements Policy {

  private final BacktestScenario backtestScenario;
  private final Settlement settlement;

  RulePolicy(BacktestScenario backtestScenario) {
    this.backtestScenario = backtestScenario;
    this.settlement = new Settlement(backtestScenario);
  }

  @Override
  public void decide(int t, PlantModel plantModel, EnergyFlows energyFlows) {
    if (backtestScenario.evs().isEmpty() && backtestScenario.jobs().isEmpty()) {
      byPriority(t, plantModel, energyFlows);
    } else {
      atOnce(t, plantModel, energyFlows);
    }
  }

  private void atOnce(int t, PlantModel plantModel, EnergyFlows energyFlows) {
    double dt = backtestScenario.stepHours();
    double load = backtestScenario.series().loadKw()[t];
    double pv = backtestScenario.series().pvKw()[t];
    boolean up = backtestScenario.series().gridUp()[t];
    energyFlows.battery(backtestScenario.battery().dischargeMaxKw());
    plantModel.limit(t, energyFlows);
    double genset = backtestScenario.genset().map(Genset::maxKw).orElse(0.0);
    // In an outage cars get the power left beside the load.
    double room = up ? Double.POSITIVE_INFINITY : pv + energyFlows.dischargeKw + genset - load;
    for (int i = 0; i < backtestScenario.evs().size(); i++) {
      if (plantModel.present(i)) {
        Session session = plantModel.session(i);
        Battery ev = backtestScenario.evs().get(i).storage();
        double lacks = session.socRequired() * ev.capacityKwh() - plantModel.evKwh(i);
        double kw = Math.min(ev.chargeMaxKw(), Math.max(0, lacks) / (ev.etaCharge() * dt));
        kw = Math.max(0, Math.min(kw, room));
        room -= kw;
        energyFlows.ev(i, -kw);
      }
    }
    for (int j = plantModel.firstOpenJob(t); j < backtestScenario.jobs().size(); j++) {
      if (plantModel.open(j, t)) {
        energyFlows.jobKw[j] =
            Math.min(backtestScenario.jobs().get(j).maxKw(), plantModel.jobLeftKwh(j) / dt);
      }
    }
    energyFlows.battery(0);
    double net = load - pv + energyFlows.takenKw();
    energyFlows.battery(net);
    plantModel.limit(t, energyFlows);
    double lacking = net - energyFlows.dischargeKw;
    if (!up && backtestScenario.genset().isPresent() && lacking > 1e-9) {
      // The battery yields the generator's minimum, so that the generator can start.
      double least = Math.min(backtestScenario.genset().get().minKw(), net);
      energyFlows.dischargeKw = Math.min(energyFlows.dischargeKw, net - least);
    }
    settlement.settle(t, energyFlows);
  }

  /**
   * Rules of pymgrid. While the grid is down and PV and battery cannot carry the load, the
   * generator's minimum is subtracted first. If PV and battery then carry the rest, the generator
   * is not started and its minimum stays unserved.
   */
  private void byPriority(int t, PlantModel plantModel, EnergyFlows f) {
    Battery b = backtestScenario.battery();
    double load = backtestScenario.series().loadKw()[t];
    double pv = backtestScenario.series().pvKw()[t];
    boolean up = backtestScenario.series().gridUp()[t];
    double mostOut = possibleKw(t, b.dischargeMaxKw(), plantModel, f);
    double mostIn = 0 - possibleKw(t, -b.chargeMaxKw(), plantModel, f);
    double least = 0;
    if (backtestScenario.genset().isPresent() && !up && load > pv + mostOut) {
      least = Math.min(load, backtestScenario.genset().get().minKw());
    }
    double used = Math.min(load - least, pv);
    double lacks = load - least - used;
    double surplus = pv - used;
    boolean gridFirst =
        backtestScenario.series().exportPrice()[t] / (b.etaCharge() * b.etaDischarge())
            >= backtestScenario.series().importPrice()[t];
    for (int turn = 0; turn < 2; turn++) {
      boolean battery = turn == (up && gridFirst ? 1 : 0);
      if (battery && lacks > 0) {
        f.dischargeKw = Math.min(mostOut, lacks);
        lacks -= f.dischargeKw;
      } else if (battery) {
        f.chargeKw = Math.min(mostIn, surplus);
        surplus -= f.chargeKw;
      } else if (up && lacks > 0) {
        f.importKw = Math.min(lacks, backtestScenario.grid().orElseThrow().importMaxKw());
        lacks -= f.importKw;
      } else if (up) {
        f.exportKw = Math.min(surplus, backtestScenario.grid().orElseThrow().exportMaxKw());
        surplus -= f.exportKw;
      }
    }
    if (backtestScenario.genset().isPresent() && lacks > 0) {
      Genset genset = backtestScenario.genset().get();
      f.gensetKw = Math.clamp(lacks + least, genset.minKw(), genset.maxKw());
    }
    f.curtailedKw = surplus;
    unserved(load, pv, f);
  }

  /** What the battery can do of a power, discharge positive, kW. */
  private static double possibleKw(int t, double kw, PlantModel plantModel, EnergyFlows f) {
    f.battery(kw);
    plantModel.limit(t, f);
    double possible = f.dischargeKw - f.chargeKw;
    f.clear();
    return possible;
  }

  private static void unserved(double load, double pv, EnergyFlows f) {
    double usedKw = pv - f.curtailedKw;
    double balance = load + f.takenKw() + f.exportKw - f.importKw - f.gensetKw - usedKw;
    // A balance within rounding counts as 0.
    double lacking = Math.abs(balance) < 1e-9 * (1 + load + pv) ? 0 : balance;
    f.unservedKw = Math.max(0, lacking);
    f.overgenerationKw = Math.max(0, -lacking);
  }
}
