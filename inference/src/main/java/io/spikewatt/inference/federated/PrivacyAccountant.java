package io.spikewatt.inference.federated;

import java.util.Arrays;

/**
 * Privacy spent by rounds of the sampled Gaussian mechanism, in Rényi differential privacy
 * (Mironov, Talwar and Zhang 2019). The unit is a site: with or without it the sum differs by the
 * clip. A value; each round gives the next one.
 *
 * @param spent divergence by order, 2 to 512
 */
public record PrivacyAccountant(double[] spent) {
  /** Probability that a site's ε does not hold, wherever members and coordinator count. */
  public static final double DELTA = 1e-5;

  private static final int LEAST_ORDER = 2;
  private static final int ORDERS = 511;

  /** Nothing spent. */
  public static PrivacyAccountant fresh() {
    return new PrivacyAccountant(new double[ORDERS]);
  }

  /** After more rounds: the share of sites in each, 0 to 1, and the sum's noise (σ) in clips. */
  public PrivacyAccountant after(double sampling, double noise, int rounds) {
    if (!(sampling >= 0 && sampling <= 1) || !(noise > 0) || rounds < 0) {
      throw new IllegalArgumentException(
          "a sampling of %s, noise of %s, %d rounds".formatted(sampling, noise, rounds));
    }
    double[] next = spent.clone();
    for (int k = 0; k < next.length; k++) {
      next[k] += rounds * divergence(sampling, noise, LEAST_ORDER + k);
    }
    return new PrivacyAccountant(next);
  }

  /** ε at {@code delta}, by the conversion of Balle et al. (2020); 0 if nothing was spent. */
  public double epsilon(double delta) {
    if (Arrays.stream(spent).allMatch(value -> value == 0)) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < spent.length; k++) {
      double order = LEAST_ORDER + k;
      double epsilon =
          spent[k]
              + Math.log((order - 1) / order)
              - (Math.log(delta) + Math.log(order)) / (order - 1);
      least = Math.min(least, epsilon);
    }
    return Math.max(0, least);
  }

  /** Least standard deviation of the noise on the sum, in clips, to 0.1 %, to stay within ε. */
  public static double noiseFor(double epsilon, double delta, double sampling, int rounds) {
    double low = 0.05;
    double high = 1000;
    while (high / low > 1.001) {
      double middle = Math.sqrt(low * high);
      boolean within = fresh().after(sampling, middle, rounds).epsilon(delta) <= epsilon;
      low = within ? low : middle;
      high = within ? middle : high;
    }
    return high;
  }

  /** Divergence of one round at an order: a binomial sum, in logarithms against overflow. */
  private static double divergence(double q, double z, int order) {
    if (q == 0) {
      return 0;
    }
    if (q == 1) {
      return order / (2 * z * z);
    }
    double[] terms = new double[order + 1];
    double binomial = 0;
    for (int i = 0; i <= order; i++) {
      terms[i] =
          binomial
              + (order - i) * Math.log1p(-q)
              + i * Math.log(q)
              + ((double) i * i - i) / (2 * z * z);
      binomial += Math.log(order - i) - Math.log(i + 1);
    }
    double greatest = Arrays.stream(terms).max().orElseThrow();
    double sum = Arrays.stream(terms).map(term -> Math.exp(term - greatest)).sum();
    return (greatest + Math.log(sum)) / (order - 1);
  }
}
