package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.optimise.HorizonData;
import java.util.Arrays;

/**
 * Puts work that can wait into the slots where energy costs least before it is due: jobs, and cars
 * that have no dimension of their own. What is not for the running slot is planned as load.
 */
final class JobPlan {

  private static final double NOTHING = 1e-9;

  private final BacktestScenario backtestScenario;
  private final double[] takenKw;
  private final boolean[] used;

  /** By slot, what the work at hand would cost there. */
  private final double[] more;

  JobPlan(BacktestScenario backtestScenario, int horizon) {
    this.backtestScenario = backtestScenario;
    this.takenKw = new double[horizon];
    this.used = new boolean[horizon];
    this.more = new double[horizon];
  }

  /** Whether there is anything to put in step {@code t}. */
  boolean any(int t, PlantModel plantModel, EvStorages evStorages) {
    for (int j = plantModel.firstOpenJob(t); j < backtestScenario.jobs().size(); j++) {
      if (plantModel.open(j, t)) {
        return true;
      }
    }
    return evStorages.waiting() > 0;
  }

  /**
   * Puts all of it somewhere.
   *
   * @param expectedTrajectory what more load costs in each slot
   * @param horizonData slots after the running one take the work as load
   * @param energyFlows takes what runs in step {@code t}
   */
  void put(
      int t,
      PlantModel plantModel,
      EvStorages evStorages,
      ExpectedTrajectory expectedTrajectory,
      HorizonData horizonData,
      EnergyFlows energyFlows) {
    Arrays.fill(takenKw, 0);
    for (int j = plantModel.firstOpenJob(t); j < backtestScenario.jobs().size(); j++) {
      if (plantModel.open(j, t)) {
        Job job = backtestScenario.jobs().get(j);
        int slots = Math.min(job.latest() - t, horizonData.slots);
        energyFlows.jobKw[j] =
            fill(plantModel.jobLeftKwh(j), job.maxKw(), slots, expectedTrajectory);
      }
    }
    for (int i = 0; i < evStorages.waiting(); i++) {
      int ev = evStorages.waitingCharger(i);
      Battery b = backtestScenario.evs().get(ev).storage();
      double goal = plantModel.session(ev).socRequired() * b.capacityKwh();
      double lacks = Math.max(0, goal - plantModel.evKwh(ev)) / b.etaCharge();
      int slots = Math.min(plantModel.session(ev).depart() - t, horizonData.slots);
      energyFlows.ev(ev, -fill(lacks, b.chargeMaxKw(), slots, expectedTrajectory));
    }
    for (int k = 1; k < horizonData.slots; k++) {
      for (int z = 0; z < horizonData.netKw[k].length; z++) {
        horizonData.netKw[k][z] += takenKw[k];
      }
    }
  }

  /**
   * Fills energy into the slots where it costs least beside what they have taken already; returns
   * the power in the running one.
   */
  private double fill(double kwh, double maxKw, int slots, ExpectedTrajectory expectedTrajectory) {
    if (kwh < NOTHING) {
      return 0;
    }
    double dt = backtestScenario.stepHours();
    double most = Math.min(maxKw, kwh / dt);
    for (int k = 0; k < slots; k++) {
      used[k] = false;
      more[k] =
          expectedTrajectory.cost(k, takenKw[k] + most) - expectedTrajectory.cost(k, takenKw[k]);
    }
    double left = kwh;
    double now = 0;
    for (int n = 0; n < slots && left > NOTHING; n++) {
      int best = -1;
      for (int k = 0; k < slots; k++) {
        if (!used[k] && (best < 0 || more[k] < more[best] - NOTHING)) {
          best = k;
        }
      }
      double kw = Math.min(most, left / dt);
      used[best] = true;
      left -= kw * dt;
      takenKw[best] += kw;
      now = best == 0 ? kw : now;
    }
    return now;
  }
}
