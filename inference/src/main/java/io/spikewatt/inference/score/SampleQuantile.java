package io.spikewatt.inference.score;

/** Sample quantiles. */
public final class SampleQuantile {

  private SampleQuantile() {}

  /** Quantile q, 0 to 1, of ascending finite values (at least one), by linear interpolation. */
  public static double of(double[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
