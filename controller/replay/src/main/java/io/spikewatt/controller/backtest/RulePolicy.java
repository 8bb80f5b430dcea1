package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Genset;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import io.spikewatt.controller.optimise.SupplyMix;

/**
 * Control by rules: PV, then battery, then grid, then generator; the grid before the battery where
 * export pays more than the battery saves; cars at full power on arrival, jobs at once. With a
 * generator this is pymgrid's rule-based control, whose published costs are the reference.
 */
final class RulePolicy implements Policy {

  private final BacktestScenario scenario;
  private final Settlement settlement;

  RulePolicy(BacktestScenario scenario) {
    this.scenario = scenario;
    this.settlement = new Settlement(scenario);
  }

  @Override
  public EnergyFlows decide(int t, PlantModel plant) {
    return scenario.evs().isEmpty() && scenario.jobs().isEmpty()
        ? byPriority(t, plant)
        : atOnce(t, plant);
  }

  private EnergyFlows atOnce(int t, PlantModel plant) {
    double dt = scenario.stepHours();
    double load = scenario.series().loadKw()[t];
    double pv = scenario.series().pvKw()[t];
    boolean up = scenario.series().gridUp()[t];
    double mostOut = possibleKw(t, scenario.battery().dischargeMaxKw(), plant);
    double genset = scenario.genset().map(Genset::maxKw).orElse(0.0);
    // In an outage cars get the power left beside the load.
    double room = up ? Double.POSITIVE_INFINITY : pv + mostOut + genset - load;
    double[] evKw = new double[scenario.evs().size()];
    for (int i = 0; i < evKw.length; i++) {
      if (plant.present(i)) {
        Session session = plant.session(i);
        Battery ev = scenario.evs().get(i).storage();
        double lacks = session.socRequired() * ev.capacityKwh() - plant.evKwh(i);
        double kw = Math.min(ev.chargeMaxKw(), Math.max(0, lacks) / (ev.etaCharge() * dt));
        kw = Math.max(0, Math.min(kw, room));
        room -= kw;
        evKw[i] = -kw;
      }
    }
    double[] jobKw = new double[scenario.jobs().size()];
    for (int j = plant.firstOpenJob(t); j < jobKw.length; j++) {
      if (plant.open(j, t)) {
        jobKw[j] = Math.min(scenario.jobs().get(j).maxKw(), plant.jobLeftKwh(j) / dt);
      }
    }
    double net = load - pv + DevicePowers.of(0, evKw, jobKw).takenKw();
    DevicePowers powers = plant.limit(t, DevicePowers.of(net, evKw, jobKw));
    double lacking = net - powers.dischargeKw();
    if (!up && scenario.genset().isPresent() && lacking > 1e-9) {
      // The battery yields the generator's minimum, so that the generator can start.
      double least = Math.min(scenario.genset().get().minKw(), net);
      powers = powers.with(powers.chargeKw(), Math.min(powers.dischargeKw(), net - least));
    }
    return settlement.settle(t, powers);
  }

  /**
   * Rules of pymgrid. While the grid is down and PV and battery cannot carry the load, the
   * generator's minimum is subtracted first. If PV and battery then carry the rest, the generator
   * is not started and its minimum stays unserved.
   */
  private EnergyFlows byPriority(int t, PlantModel plant) {
    Battery b = scenario.battery();
    double load = scenario.series().loadKw()[t];
    double pv = scenario.series().pvKw()[t];
    boolean up = scenario.series().gridUp()[t];
    double mostOut = possibleKw(t, b.dischargeMaxKw(), plant);
    double mostIn = 0 - possibleKw(t, -b.chargeMaxKw(), plant);
    double least = 0;
    if (scenario.genset().isPresent() && !up && load > pv + mostOut) {
      least = Math.min(load, scenario.genset().get().minKw());
    }
    double used = Math.min(load - least, pv);
    double lacks = load - least - used;
    double surplus = pv - used;
    double chargeKw = 0;
    double dischargeKw = 0;
    double importKw = 0;
    double exportKw = 0;
    boolean gridFirst =
        scenario.series().exportPrice()[t] / (b.etaCharge() * b.etaDischarge())
            >= scenario.series().importPrice()[t];
    for (int turn = 0; turn < 2; turn++) {
      boolean battery = turn == (up && gridFirst ? 1 : 0);
      if (battery && lacks > 0) {
        dischargeKw = Math.min(mostOut, lacks);
        lacks -= dischargeKw;
      } else if (battery) {
        chargeKw = Math.min(mostIn, surplus);
        surplus -= chargeKw;
      } else if (up && lacks > 0) {
        importKw = Math.min(lacks, scenario.grid().orElseThrow().importMaxKw());
        lacks -= importKw;
      } else if (up) {
        exportKw = Math.min(surplus, scenario.exportMaxKw(t));
        surplus -= exportKw;
      }
    }
    double gensetKw = 0;
    if (scenario.genset().isPresent() && lacks > 0) {
      Genset genset = scenario.genset().get();
      gensetKw = Math.clamp(lacks + least, genset.minKw(), genset.maxKw());
    }
    DevicePowers powers = DevicePowers.battery(scenario, 0).with(chargeKw, dischargeKw);
    double usedKw = pv - surplus;
    double balance = load + powers.takenKw() + exportKw - importKw - gensetKw - usedKw;
    // A balance within rounding counts as 0.
    double lacking = Math.abs(balance) < 1e-9 * (1 + load + pv) ? 0 : balance;
    double[] shedKw = new double[scenario.penalties().tiers().size()];
    return new EnergyFlows(
        powers,
        new SupplyMix(
            importKw,
            exportKw,
            surplus,
            SupplyMix.Taken.NONE,
            gensetKw,
            Math.max(0, lacking),
            Math.max(0, -lacking),
            shedKw));
  }

  /** A power within the battery's limits, discharge positive, kW. */
  private double possibleKw(int t, double kw, PlantModel plant) {
    return plant.limit(t, DevicePowers.battery(scenario, kw)).batteryKw();
  }
}
