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

  private final BacktestScenario backtestScenario;
  private final Settlement settlement;

  RulePolicy(BacktestScenario backtestScenario) {
    this.backtestScenario = backtestScenario;
    this.settlement = new Settlement(backtestScenario);
  }

  @Override
  public EnergyFlows decide(int t, PlantModel plantModel) {
    return backtestScenario.evs().isEmpty() && backtestScenario.jobs().isEmpty()
        ? byPriority(t, plantModel)
        : atOnce(t, plantModel);
  }

  private EnergyFlows atOnce(int t, PlantModel plantModel) {
    double dt = backtestScenario.stepHours();
    double load = backtestScenario.series().loadKw()[t];
    double pv = backtestScenario.series().pvKw()[t];
    boolean up = backtestScenario.series().gridUp()[t];
    double mostOut = possibleKw(t, backtestScenario.battery().dischargeMaxKw(), plantModel);
    double genset = backtestScenario.genset().map(Genset::maxKw).orElse(0.0);
    // In an outage cars get the power left beside the load.
    double room = up ? Double.POSITIVE_INFINITY : pv + mostOut + genset - load;
    double[] evKw = new double[backtestScenario.evs().size()];
    for (int i = 0; i < evKw.length; i++) {
      if (plantModel.present(i)) {
        Session session = plantModel.session(i);
        Battery ev = backtestScenario.evs().get(i).storage();
        double lacks = session.socRequired() * ev.capacityKwh() - plantModel.evKwh(i);
        double kw = Math.min(ev.chargeMaxKw(), Math.max(0, lacks) / (ev.etaCharge() * dt));
        kw = Math.max(0, Math.min(kw, room));
        room -= kw;
        evKw[i] = -kw;
      }
    }
    double[] jobKw = new double[backtestScenario.jobs().size()];
    for (int j = plantModel.firstOpenJob(t); j < jobKw.length; j++) {
      if (plantModel.open(j, t)) {
        jobKw[j] = Math.min(backtestScenario.jobs().get(j).maxKw(), plantModel.jobLeftKwh(j) / dt);
      }
    }
    double net = load - pv + DevicePowers.of(0, evKw, jobKw).takenKw();
    DevicePowers powers = plantModel.limit(t, DevicePowers.of(net, evKw, jobKw));
    double lacking = net - powers.dischargeKw();
    if (!up && backtestScenario.genset().isPresent() && lacking > 1e-9) {
      // The battery yields the generator's minimum, so that the generator can start.
      double least = Math.min(backtestScenario.genset().get().minKw(), net);
      powers = powers.with(powers.chargeKw(), Math.min(powers.dischargeKw(), net - least));
    }
    return settlement.settle(t, powers);
  }

  /**
   * Rules of pymgrid. While the grid is down and PV and battery cannot carry the load, the
   * generator's minimum is subtracted first. If PV and battery then carry the rest, the generator
   * is not started and its minimum stays unserved.
   */
  private EnergyFlows byPriority(int t, PlantModel plantModel) {
    Battery b = backtestScenario.battery();
    double load = backtestScenario.series().loadKw()[t];
    double pv = backtestScenario.series().pvKw()[t];
    boolean up = backtestScenario.series().gridUp()[t];
    double mostOut = possibleKw(t, b.dischargeMaxKw(), plantModel);
    double mostIn = 0 - possibleKw(t, -b.chargeMaxKw(), plantModel);
    double least = 0;
    if (backtestScenario.genset().isPresent() && !up && load > pv + mostOut) {
      least = Math.min(load, backtestScenario.genset().get().minKw());
    }
    double used = Math.min(load - least, pv);
    double lacks = load - least - used;
    double surplus = pv - used;
    double chargeKw = 0;
    double dischargeKw = 0;
    double importKw = 0;
    double exportKw = 0;
    boolean gridFirst =
        backtestScenario.series().exportPrice()[t] / (b.etaCharge() * b.etaDischarge())
            >= backtestScenario.series().importPrice()[t];
    for (int turn = 0; turn < 2; turn++) {
      boolean battery = turn == (up && gridFirst ? 1 : 0);
      if (battery && lacks > 0) {
        dischargeKw = Math.min(mostOut, lacks);
        lacks -= dischargeKw;
      } else if (battery) {
        chargeKw = Math.min(mostIn, surplus);
        surplus -= chargeKw;
      } else if (up && lacks > 0) {
        importKw = Math.min(lacks, backtestScenario.grid().orElseThrow().importMaxKw());
        lacks -= importKw;
      } else if (up) {
        exportKw = Math.min(surplus, backtestScenario.grid().orElseThrow().exportMaxKw());
        surplus -= exportKw;
      }
    }
    double gensetKw = 0;
    if (backtestScenario.genset().isPresent() && lacks > 0) {
      Genset genset = backtestScenario.genset().get();
      gensetKw = Math.clamp(lacks + least, genset.minKw(), genset.maxKw());
    }
    DevicePowers powers = DevicePowers.battery(backtestScenario, 0).with(chargeKw, dischargeKw);
    double usedKw = pv - surplus;
    double balance = load + powers.takenKw() + exportKw - importKw - gensetKw - usedKw;
    // A balance within rounding counts as 0.
    double lacking = Math.abs(balance) < 1e-9 * (1 + load + pv) ? 0 : balance;
    double[] shedKw = new double[backtestScenario.penalties().tiers().size()];
    return new EnergyFlows(
        powers,
        new SupplyMix(
            importKw,
            exportKw,
            surplus,
            0,
            gensetKw,
            Math.max(0, lacking),
            Math.max(0, -lacking),
            shedKw));
  }

  /** What the battery can do of a power, discharge positive, kW. */
  private double possibleKw(int t, double kw, PlantModel plantModel) {
    return plantModel.limit(t, DevicePowers.battery(backtestScenario, kw)).batteryKw();
  }
}
