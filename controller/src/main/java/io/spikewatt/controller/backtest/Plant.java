package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Battery;
import io.spikewatt.controller.backtest.Scenario.Ev;
import io.spikewatt.controller.backtest.Scenario.Job;
import io.spikewatt.controller.backtest.Scenario.Session;

/**
 * The site's stored energy, cars and jobs as they really are, step by step; it keeps the devices'
 * limits whatever is asked, and tells what became due.
 */
final class Plant {

  private static final int NOBODY = -1;

  private final Scenario scenario;
  private double storedKwh;
  private final double[] evKwh;
  private final int[] session;
  private final int[] next;
  private final double[] jobLeftKwh;
  private int firstOpenJob;
  private double evShortKwh;
  private double jobMissedKwh;

  Plant(Scenario scenario) {
    this.scenario = scenario;
    this.storedKwh = scenario.battery().socInit() * scenario.battery().capacityKwh();
    int evs = scenario.evs().size();
    this.evKwh = new double[evs];
    this.session = new int[evs];
    this.next = new int[evs];
    this.jobLeftKwh = new double[scenario.jobs().size()];
    for (int j = 0; j < jobLeftKwh.length; j++) {
      jobLeftKwh[j] = scenario.jobs().get(j).energyKwh();
    }
    java.util.Arrays.fill(session, NOBODY);
  }

  /** Cars that come in step {@code t}; called before anything is decided. */
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

  /** Holds what storages and jobs were asked for within what they can. */
  void limit(int t, Flows flows) {
    Battery b = scenario.battery();
    flows.chargeKw = most(b, flows.chargeKw, b.maxKwh() - storedKwh);
    flows.dischargeKw = least(b, flows.dischargeKw, storedKwh - b.minKwh());
    for (int i = 0; i < evKwh.length; i++) {
      Battery ev = scenario.evs().get(i).storage();
      boolean there = present(i);
      flows.evChargeKw[i] = there ? most(ev, flows.evChargeKw[i], ev.maxKwh() - evKwh[i]) : 0;
      flows.evDischargeKw[i] =
          there ? least(ev, flows.evDischargeKw[i], evKwh[i] - ev.minKwh()) : 0;
    }
    for (int j = 0; j < jobLeftKwh.length; j++) {
      if (flows.jobKw[j] > 0) {
        double most =
            Math.min(scenario.jobs().get(j).maxKw(), jobLeftKwh[j] / scenario.stepHours());
        flows.jobKw[j] = open(j, t) ? Math.min(flows.jobKw[j], most) : 0;
      }
    }
  }

  private double most(Battery b, double kw, double roomKwh) {
    double room = Math.max(0, roomKwh) / (b.etaCharge() * scenario.stepHours());
    return Math.clamp(kw, 0, Math.min(b.chargeMaxKw(), room));
  }

  private double least(Battery b, double kw, double aboveKwh) {
    double there = Math.max(0, aboveKwh) * b.etaDischarge() / scenario.stepHours();
    return Math.clamp(kw, 0, Math.min(b.dischargeMaxKw(), there));
  }

  /** Lets step {@code t} happen, and what is due at its end. */
  void advance(int t, Flows flows) {
    evShortKwh = 0;
    jobMissedKwh = 0;
    double dt = scenario.stepHours();
    Battery b = scenario.battery();
    storedKwh += dt * (b.etaCharge() * flows.chargeKw - flows.dischargeKw / b.etaDischarge());
    for (int i = 0; i < evKwh.length; i++) {
      if (present(i)) {
        Battery ev = scenario.evs().get(i).storage();
        evKwh[i] = evKwhAfter(i, flows);
        if (session(i).depart() == t + 1) {
          evShortKwh += Math.max(0, session(i).socRequired() * ev.capacityKwh() - evKwh[i]);
          session[i] = NOBODY;
        }
      }
    }
    for (int j = firstOpenJob(t); j < jobLeftKwh.length; j++) {
      Job job = scenario.jobs().get(j);
      jobLeftKwh[j] = Math.max(0, jobLeftKwh[j] - flows.jobKw[j] * dt);
      if (job.latest() == t + 1) {
        jobMissedKwh += jobLeftKwh[j];
      }
    }
  }

  /** Energy of a car at the end of a step with these flows. */
  double evKwhAfter(int i, Flows flows) {
    Battery ev = scenario.evs().get(i).storage();
    double in = ev.etaCharge() * flows.evChargeKw[i];
    return evKwh[i] + scenario.stepHours() * (in - flows.evDischargeKw[i] / ev.etaDischarge());
  }

  /** Energy that cars which left at the end of the last step were short of. */
  double evShortKwh() {
    return evShortKwh;
  }

  /** Energy of jobs whose time ended with the last step. */
  double jobMissedKwh() {
    return jobMissedKwh;
  }
}
