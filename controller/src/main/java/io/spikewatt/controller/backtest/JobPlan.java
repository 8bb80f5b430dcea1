package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Battery;
import io.spikewatt.controller.backtest.Scenario.Job;
import io.spikewatt.controller.value.Outlook;
import java.util.Arrays;

/**
 * Puts work that can wait into the slots where energy costs least before it is due: jobs, and cars
 * that have no dimension of their own. What is not for the running slot is planned as load.
 */
final class JobPlan {

  private static final double NOTHING = 1e-9;

  private final Scenario scenario;
  private final double[] takenKw;
  private final boolean[] used;

  JobPlan(Scenario scenario, int horizon) {
    this.scenario = scenario;
    this.takenKw = new double[horizon];
    this.used = new boolean[horizon];
  }

  /** Whether there is anything to put in step {@code t}. */
  boolean any(int t, Plant plant, Cars cars) {
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        return true;
      }
    }
    return cars.waiting() > 0;
  }

  /**
   * Puts all of it somewhere.
   *
   * @param perKwh by slot, what another kWh of load costs there
   * @param outlook slots after the running one take the work as load
   * @param flows takes what runs in step {@code t}
   */
  void put(int t, Plant plant, Cars cars, double[] perKwh, Outlook outlook, Flows flows) {
    Arrays.fill(takenKw, 0);
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        Job job = scenario.jobs().get(j);
        int slots = Math.min(job.latest() - t, outlook.slots);
        flows.jobKw[j] = fill(plant.jobLeftKwh(j), job.maxKw(), slots, perKwh);
      }
    }
    for (int i = 0; i < cars.waiting(); i++) {
      int ev = cars.waitingCharger(i);
      Battery b = scenario.evs().get(ev).storage();
      double goal = plant.session(ev).socRequired() * b.capacityKwh();
      double lacks = Math.max(0, goal - plant.evKwh(ev)) / b.etaCharge();
      int slots = Math.min(plant.session(ev).depart() - t, outlook.slots);
      flows.ev(ev, -fill(lacks, b.chargeMaxKw(), slots, perKwh));
    }
    for (int k = 1; k < outlook.slots; k++) {
      for (int z = 0; z < outlook.netKw[k].length; z++) {
        outlook.netKw[k][z] += takenKw[k];
      }
    }
  }

  /** Fills energy into the cheapest slots; returns the power in the running one. */
  private double fill(double kwh, double maxKw, int slots, double[] perKwh) {
    double dt = scenario.stepHours();
    double left = kwh;
    double now = 0;
    Arrays.fill(used, 0, slots, false);
    for (int n = 0; n < slots && left > NOTHING; n++) {
      int best = -1;
      for (int k = 0; k < slots; k++) {
        if (!used[k] && (best < 0 || perKwh[k] < perKwh[best] - NOTHING)) {
          best = k;
        }
      }
      double kw = Math.min(maxKw, left / dt);
      used[best] = true;
      left -= kw * dt;
      if (best == 0) {
        now = kw;
      } else {
        takenKw[best] += kw;
      }
    }
    return now;
  }
}
