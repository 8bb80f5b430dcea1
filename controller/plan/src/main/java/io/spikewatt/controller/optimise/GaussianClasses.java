package io.spikewatt.controller.optimise;

import java.util.Arrays;

/** Equally likely classes of a standard normal variable, and a Gaussian copula between slots. */
public final class GaussianClasses {

  private static final double TAIL = 6;

  private GaussianClasses() {}

  /** Mean of each of {@code classes} equally likely parts, ascending; sums to 0. */
  public static double[] classMeans(int classes) {
    double[] edges = edges(classes);
    double[] means = new double[classes];
    Arrays.setAll(means, z -> classes * (density(edges[z]) - density(edges[z + 1])));
    return means;
  }

  /**
   * Probability of class z' a step after class z.
   *
   * @param rho correlation between steps, 0 &lt;= rho &lt; 1
   * @return [z][z'], rows sum to 1
   */
  public static double[][] transitions(int classes, double rho) {
    double[] edges = edges(classes);
    double spread = Math.sqrt(1 - rho * rho);
    double[][] p = new double[classes][classes];
    int steps = 400;
    for (int z = 0; z < classes; z++) {
      double from = Math.max(edges[z], -TAIL);
      double width = (Math.min(edges[z + 1], TAIL) - from) / steps;
      double total = 0;
      for (int i = 0; i < steps; i++) {
        double x = from + (i + 0.5) * width;
        for (int next = 0; next < classes; next++) {
          double inside =
              cumulative((edges[next + 1] - rho * x) / spread)
                  - cumulative((edges[next] - rho * x) / spread);
          p[z][next] += density(x) * inside;
          total += density(x) * inside;
        }
      }
      for (int next = 0; next < classes; next++) {
        p[z][next] /= total;
      }
    }
    return p;
  }

  private static double[] edges(int classes) {
    double[] edges = new double[classes + 1];
    edges[0] = Double.NEGATIVE_INFINITY;
    edges[classes] = Double.POSITIVE_INFINITY;
    for (int z = 1; z < classes; z++) {
      edges[z] = quantile((double) z / classes);
    }
    return edges;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** Bisection: called a few times at start, so simple beats fast. */
  private static double quantile(double p) {
    double low = -TAIL;
    double high = TAIL;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (cumulative(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
  private static double cumulative(double x) {
    if (Double.isInfinite(x)) {
      return x > 0 ? 1 : 0;
    }
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double poly =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double upper = density(x) * poly;
    return x >= 0 ? 1 - upper : upper;
  }
}
