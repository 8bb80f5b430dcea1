package io.spikewatt.inference.federated;

import java.util.List;

/**
 * Time in which a leaking state halves. Decays a step cannot be averaged between sites of different
 * steps, half-lives can.
 *
 * @param hours above 0
 */
public record HalfLife(double hours) {
  private static final double LN2 = Math.log(2);

  public HalfLife {
    if (!(hours > 0) || !Double.isFinite(hours)) {
      throw new IllegalArgumentException("a half-life of " + hours + " hours");
    }
  }

  /**
   * Of what is left after a step.
   *
   * @param decay between 0 and 1
   * @param stepHours length of a step
   */
  public static HalfLife ofDecay(double decay, double stepHours) {
    return new HalfLife(-LN2 * stepHours / Math.log(decay));
  }

  /** Of the logit of what is left after an hour, as LIF networks keep it. */
  public static HalfLife ofLogit(double logit) {
    // log(sigmoid(x)) = -log(1 + e^-x), which keeps its digits where the decay is nearly 1.
    return new HalfLife(LN2 / Math.log1p(Math.exp(-logit)));
  }

  /** What is left after a step. */
  public double decay(double stepHours) {
    return Math.exp(-LN2 * stepHours / hours);
  }

  /** Logit of what is left after an hour. */
  public double logit() {
    return -Math.log(Math.expm1(LN2 / hours));
  }

  /**
   * Weighted mean.
   *
   * @param counts what each counts for; above 0 in sum
   */
  public static HalfLife mean(List<HalfLife> all, double[] counts) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] * all.get(i).hours;
      total += counts[i];
    }
    return new HalfLife(sum / total);
  }
}
