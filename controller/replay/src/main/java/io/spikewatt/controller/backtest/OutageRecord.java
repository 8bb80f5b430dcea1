package io.spikewatt.controller.backtest;

import io.spikewatt.controller.plan.OutageRates;
import java.util.Arrays;

/**
 * Outage statistics of a site: how often the grid failed and for how long. Gives the probability of
 * the next outage and, by the outage's age, of its end. A site without recorded outages expects
 * none.
 */
final class OutageRecord {

  private static final double PRIOR_HOURS = 100;

  private final double stepHours;
  private final int mostAges;
  private double hoursUp;
  private int outages;
  private int age;
  private int longest;
  private final int[] reached;
  private final int[] ended;

  /**
   * @param mostAges distinguished ages of an outage, {@code >= 1}
   */
  OutageRecord(double stepHours, int mostAges) {
    this.stepHours = stepHours;
    this.mostAges = mostAges;
    this.reached = new int[mostAges + 1];
    this.ended = new int[mostAges + 1];
  }

  /** Takes over the grid's state of the next step. */
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

  /** Expected rates of failure and return. A site without recorded outages expects none. */
  OutageRates expected() {
    double hazard = outages / (PRIOR_HOURS + hoursUp) * stepHours;
    double[] returns = new double[1 + Math.clamp(longest, 1, mostAges)];
    Arrays.setAll(returns, a -> a == 0 ? 0 : (0.5 + ended[a]) / (1 + reached[a]));
    return new OutageRates.ByAge(Math.min(0.5, hazard), returns, age);
  }
}
