package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.GridMarkovChain;

/**
 * How often the grid failed here and how long for: from it the chance of the next outage, and of
 * its end by its age. A site that has seen none expects none.
 */
final class OutageRecord {

  private static final double PRIOR_HOURS = 100;

  private final double stepHours;
  private final boolean announced;
  private final int mostAges;
  private double hoursUp;
  private int outages;
  private int age;
  private int longest;
  private final int[] reached = new int[GridMarkovChain.MOST_AGES + 2];
  private final int[] ended = new int[GridMarkovChain.MOST_AGES + 2];
  private final double[] returning = new double[GridMarkovChain.MOST_AGES + 1];

  /**
   * @param announced whether outages are known ahead, so that nothing needs to be learnt
   * @param mostAges ages of an outage told apart, 1..{@link GridMarkovChain#MOST_AGES}
   */
  OutageRecord(double stepHours, boolean announced, int mostAges) {
    this.stepHours = stepHours;
    this.mostAges = mostAges;
    this.announced = announced;
  }

  boolean announced() {
    return announced;
  }

  /** Takes the grid's state of the next step. */
  void update(boolean up) {
    if (up) {
      hoursUp += stepHours;
      if (age > 0) {
        ended[Math.min(age, mostAges)]++;
      }
      age = 0;
    } else {
      outages += age == 0 ? 1 : 0;
      age++;
      longest = Math.max(longest, age);
      reached[Math.min(age, mostAges)]++;
    }
  }

  /** 0 = up, else the age of the outage as far as ages are told apart. */
  int state() {
    return announced ? 0 : Math.min(age, ages());
  }

  private int ages() {
    return Math.clamp(longest, 1, mostAges);
  }

  /** Says how the grid fails and comes back. */
  void fill(GridMarkovChain chain) {
    if (announced || outages == 0) {
      chain.announced();
      return;
    }
    for (int a = 1; a <= mostAges; a++) {
      returning[a] = (0.5 + ended[a]) / (1 + reached[a]);
    }
    double hazard = outages / (PRIOR_HOURS + hoursUp) * stepHours;
    chain.unannounced(Math.min(0.5, hazard), ages(), returning);
  }
}
