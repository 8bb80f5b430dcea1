package io.spikewatt.controller.plan;

/**
 * Search of the least value of a convex function with few probes. The function lies above the
 * extended lines through neighbouring probes; where these meet lowest is the next probe. Where
 * there is no such line, or the function is noisy, the interval is halved.
 */
final class ConvexSearch {

  private static final int MOST = 24;

  /** A probe that near one end of an interval, as a share of it, moves inwards. */
  private static final double NEAR = 0.1;

  /** Gain that is not worth another probe, as a share of the steepest slope over a step. */
  private static final double SMALL = 0.2;

  private final double steepest;
  private final double[] at = new double[MOST];
  private final double[] value = new double[MOST];
  private int count;

  /** {@code steepest}: bound on the function's slope. */
  ConvexSearch(double steepest) {
    this.steepest = steepest;
  }

  void add(double position, double found) {
    int i = count++;
    while (i > 0 && at[i - 1] > position) {
      at[i] = at[i - 1];
      value[i] = value[i - 1];
      i--;
    }
    at[i] = position;
    value[i] = found;
  }

  /** Number of the best probe, the first of equal ones. */
  int best() {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = value[i] < value[best] ? i : best;
    }
    return best;
  }

  double bestAt() {
    return at[best()];
  }

  /**
   * Where to probe next.
   *
   * @param step width of an interval that is narrow enough
   * @return NaN = no further probe is worth its time
   */
  double next(double step) {
    double lowest = value[best()] - SMALL * steepest * step;
    double next = Double.NaN;
    for (int left = Math.max(0, best() - 1); left <= best() && left + 1 < count; left++) {
      double width = at[left + 1] - at[left];
      double fall = left > 0 ? slope(left - 1) : Double.NEGATIVE_INFINITY;
      double rise = left + 2 < count ? slope(left + 1) : steepest;
      boolean convex = left > 0 && fall < rise;
      double meets =
          convex ? (value[left + 1] - rise * width - value[left]) / (fall - rise) : width / 2;
      double bound = convex ? value[left] + fall * meets : Double.NEGATIVE_INFINITY;
      if (width > step && count < MOST && bound < lowest) {
        lowest = bound;
        next = at[left] + Math.clamp(meets, NEAR * width, (1 - NEAR) * width);
      }
    }
    return next;
  }

  private double slope(int left) {
    return (value[left + 1] - value[left]) / (at[left + 1] - at[left]);
  }
}
