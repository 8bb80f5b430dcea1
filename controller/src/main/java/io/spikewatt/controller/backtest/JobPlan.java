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

  /** By slot, what the work at hand would cost there. */
  private final double[] more;

  JobPlan(Scenario scenario, int horizon) {
    this.scenario = scenario;
    this.takenKw = new double[horizon];
    this.used = new boolean[horizon];
    this.more = new double[horizon];
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
   * @param course what more load costs in each slot
   * @param outlook slots after the running one take the work as load
   * @param flows takes what runs in step {@code t}
   */
  void put(int t, Plant plant, Cars cars, Course course, Outlook outlook, Flows flows) {
    Arrays.fill(takenKw, 0);
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        Job job = scenario.jobs().get(j);
        int slots = Math.min(job.latest() - t, outlook.slots);
        flows.jobKw[j] = fill(plant.jobLeftKwh(j), job.maxKw(), slots, course);
      }
    }
    for (int i = 0; i < cars.waiting(); i++) {
      int ev = cars.waitingCharger(i);
      Battery b = scenario.evs().get(ev).storage();
      double goal = plant.session(ev).socRequired() * b.capacityKwh();
      double lacks = Math.max(0, goal - plant.evKwh(ev)) / b.etaCharge();
      int slots = Math.min(plant.session(ev).depart() - t, outlook.slots);
      flows.ev(ev, -fill(lacks, b.chargeMaxKw(), slots, course));
    }
    for (int k = 1; k < outlook.slots; k++) {
      for (int z = 0; z < outlook.netKw[k].length; z++) {
        outlook.netKw[k][z] += takenKw[k];
      }
    }
  }

  /**
   * Fills energy into the slots where it costs least beside what they have taken already; returns
   * the power in the running one.
   */
  private double fill(double kwh, double maxKw, int slots, Course course) {
    if (kwh < NOTHING) {
      return 0;
    }
    double dt = scenario.stepHours();
    double most = Math.min(maxKw, kwh / dt);
    for (int k = 0; k < slots; k++) {
      used[k] = false;
      more[k] = course.cost(k, takenKw[k] + most) - course.cost(k, takenKw[k]);
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
