package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Job;
import io.spikewatt.controller.value.Outlook;
import java.util.Arrays;

/**
 * Puts jobs that can wait into the slots where energy costs least before they are due, the earliest
 * due first. What is not for the running slot is planned as load.
 */
final class JobPlan {

  private final Scenario scenario;
  private final double[] takenKw;
  private final double[] used;

  JobPlan(Scenario scenario, int horizon) {
    this.scenario = scenario;
    this.takenKw = new double[horizon];
    this.used = new double[horizon];
  }

  /** Whether any job could run in step {@code t}. */
  boolean any(int t, Plant plant) {
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        return true;
      }
      if (scenario.jobs().get(j).earliest() > t + 48) {
        break;
      }
    }
    return false;
  }

  /**
   * Puts every open job somewhere.
   *
   * @param perKwh by slot, what another kWh of load costs there
   * @param outlook slots after the running one take the jobs as load
   * @param flows takes what runs in step {@code t}
   */
  void put(int t, Plant plant, double[] perKwh, Outlook outlook, Flows flows) {
    double dt = scenario.stepHours();
    Arrays.fill(takenKw, 0);
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        Job job = scenario.jobs().get(j);
        double left = plant.jobLeftKwh(j);
        int slots = Math.min(job.latest() - t, outlook.slots);
        Arrays.fill(used, 0, slots, 0);
        while (left > 1e-9) {
          int best = -1;
          for (int k = 0; k < slots; k++) {
            if (used[k] == 0 && (best < 0 || perKwh[k] < perKwh[best] - 1e-9)) {
              best = k;
            }
          }
          if (best < 0) {
            break;
          }
          double kw = Math.min(job.maxKw(), left / dt);
          used[best] = 1;
          left -= kw * dt;
          if (best == 0) {
            flows.jobKw[j] = kw;
          } else {
            takenKw[best] += kw;
          }
        }
      }
    }
    for (int k = 1; k < outlook.slots; k++) {
      if (takenKw[k] > 0) {
        for (int z = 0; z < outlook.netKw[k].length; z++) {
          outlook.netKw[k][z] += takenKw[k];
        }
      }
    }
  }
}
