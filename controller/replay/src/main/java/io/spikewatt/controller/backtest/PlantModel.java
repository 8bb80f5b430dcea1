package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Ev;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import java.util.Arrays;

/**
 * True state of the site's battery, cars and jobs, step by step. Keeps the devices' limits whatever
 * is requested, and reports energy missing at deadlines.
 */
final class PlantModel {

  private static final int NOBODY = -1;

  private final BacktestScenario scenario;
  private double storedKwh;
  private final double[] evKwh;
  private final int[] session;
  private final int[] next;
  private final double[] jobLeftKwh;
  private int firstOpenJob;
  private double evShortKwh;
  private double jobMissedKwh;

  PlantModel(BacktestScenario scenario) {
    this.scenario = scenario;
    this.storedKwh = scenario.battery().socInit() * scenario.battery().capacityKwh();
    int evs = scenario.evs().size();
    this.evKwh = new double[evs];
    this.session = new int[evs];
    this.next = new int[evs];
    this.jobLeftKwh = new double[scenario.jobs().size()];
    Arrays.setAll(jobLeftKwh, j -> scenario.jobs().get(j).energyKwh());
    Arrays.fill(session, NOBODY);
  }

  /** Plugs in the cars that arrive in step {@code t}; called before any decision. */
  void begin(int t) {
    for (int i = 0; i < evKwh.length; i++) {
      Ev ev = scenario.evs().get(i);
      if (next[i] < ev.sessions().size() && ev.sessions().get(next[i]).arrive() == t) {
        session[i] = next[i]++;
        evKwh[i] = ev.sessions().get(session[i]).socArrive() * ev.storage().capacityKwh();
      }
    }
  }

  double storedKwh() {
    return storedKwh;
  }

  /** Whether a car is plugged in. */
  boolean present(int ev) {
    return session[ev] != NOBODY;
  }

  /** The stay of the car that is plugged in. */
  Session session(int ev) {
    return scenario.evs().get(ev).sessions().get(session[ev]);
  }

  double evKwh(int ev) {
    return evKwh[ev];
  }

  /** Whether a job is known, not done, and may still run in step {@code t}. */
  boolean open(int job, int t) {
    Job j = scenario.jobs().get(job);
    return t >= j.earliest() && t < j.latest() && jobLeftKwh[job] > 1e-9;
  }

  /** First job that may still be open; those before are over. */
  int firstOpenJob(int t) {
    while (firstOpenJob < jobLeftKwh.length
        && (scenario.jobs().get(firstOpenJob).latest() <= t || jobLeftKwh[firstOpenJob] <= 1e-9)) {
      firstOpenJob++;
    }
    return firstOpenJob;
  }

  double jobLeftKwh(int job) {
    return jobLeftKwh[job];
  }

  /** The requested powers within the limits of storages and jobs. */
  DevicePowers limit(int t, DevicePowers requested) {
    Battery b = scenario.battery();
    double[] evChargeKw = new double[evKwh.length];
    double[] evDischargeKw = new double[evKwh.length];
    for (int i = 0; i < evKwh.length; i++) {
      if (present(i)) {
        Battery ev = scenario.evs().get(i).storage();
        evChargeKw[i] = most(ev, requested.evChargeKw()[i], ev.maxKwh() - evKwh[i]);
        evDischargeKw[i] = least(ev, requested.evDischargeKw()[i], evKwh[i] - ev.minKwh());
      }
    }
    double[] jobKw = new double[jobLeftKwh.length];
    for (int j = 0; j < jobLeftKwh.length; j++) {
      if (requested.jobKw()[j] > 0 && open(j, t)) {
        double left = jobLeftKwh[j] / scenario.stepHours();
        double most = Math.min(scenario.jobs().get(j).maxKw(), left);
        jobKw[j] = Math.min(requested.jobKw()[j], most);
      }
    }
    return new DevicePowers(
        most(b, requested.chargeKw(), b.maxKwh() - storedKwh),
        least(b, requested.dischargeKw(), storedKwh - b.minKwh()),
        evChargeKw,
        evDischargeKw,
        jobKw);
  }

  private double most(Battery b, double kw, double roomKwh) {
    double room = Math.max(0, roomKwh) / (b.etaCharge() * scenario.stepHours());
    return Math.clamp(kw, 0, Math.min(b.chargeMaxKw(), room));
  }

  private double least(Battery b, double kw, double aboveKwh) {
    double there = Math.max(0, aboveKwh) * b.etaDischarge() / scenario.stepHours();
    return Math.clamp(kw, 0, Math.min(b.dischargeMaxKw(), there));
  }

  /** Advances the plant by step {@code t}, and settles what is due at its end. */
  void advance(int t, DevicePowers powers) {
    evShortKwh = 0;
    jobMissedKwh = 0;
    double dt = scenario.stepHours();
    Battery b = scenario.battery();
    storedKwh += dt * (b.etaCharge() * powers.chargeKw() - powers.dischargeKw() / b.etaDischarge());
    for (int i = 0; i < evKwh.length; i++) {
      if (present(i)) {
        Battery ev = scenario.evs().get(i).storage();
        evKwh[i] = evKwhAfter(i, powers);
        if (session(i).depart() == t + 1) {
          evShortKwh += Math.max(0, session(i).socRequired() * ev.capacityKwh() - evKwh[i]);
          session[i] = NOBODY;
        }
      }
    }
    for (int j = firstOpenJob(t); j < jobLeftKwh.length; j++) {
      Job job = scenario.jobs().get(j);
      jobLeftKwh[j] = Math.max(0, jobLeftKwh[j] - powers.jobKw()[j] * dt);
      if (job.latest() == t + 1) {
        jobMissedKwh += jobLeftKwh[j];
      }
    }
  }

  /** Energy of a car at the end of a step with these powers. */
  double evKwhAfter(int i, DevicePowers powers) {
    Battery ev = scenario.evs().get(i).storage();
    double in = ev.etaCharge() * powers.evChargeKw()[i];
    return evKwh[i] + scenario.stepHours() * (in - powers.evDischargeKw()[i] / ev.etaDischarge());
  }

  /** Energy missing in cars that left at the end of the last step. */
  double evShortKwh() {
    return evShortKwh;
  }

  /** Energy missing in jobs whose time ended with the last step. */
  double jobMissedKwh() {
    return jobMissedKwh;
  }
}
