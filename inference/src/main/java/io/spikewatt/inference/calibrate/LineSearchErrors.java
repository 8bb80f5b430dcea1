package io.spikewatt.inference.calibrate;

import java.util.Arrays;

/** Sums of absolute errors if each forecast moved 0 to {@link #MOST} steps of a way. */
final class LineSearchErrors {
  /** Most steps that are compared. */
  static final int MOST = 5;

  private final double step;
  private final double[] errors = new double[MOST + 1];

  /** {@code step} is the share of the way. */
  LineSearchErrors(double step) {
    this.step = step;
  }

  void clear() {
    Arrays.fill(errors, 0);
  }

  /**
   * @param off outcomes less forecasts
   * @param way how far each forecast would have gone; neither counts if one of them is no number
   */
  void add(double[] off, double[] way) {
    // Six sums side by side, in registers: it runs several thousand times in each forecast.
    double none = errors[0];
    double one = errors[1];
    double two = errors[2];
    double three = errors[3];
    double four = errors[4];
    double five = errors[5];
    for (int k = 0; k < off.length; k++) {
      double left = off[k];
      double by = step * way[k];
      if (Double.isFinite(left + by)) {
        none += Math.abs(left);
        one += Math.abs(left - by);
        two += Math.abs(left - 2 * by);
        three += Math.abs(left - 3 * by);
        four += Math.abs(left - 4 * by);
        five += Math.abs(left - 5 * by);
      }
    }
    errors[0] = none;
    errors[1] = one;
    errors[2] = two;
    errors[3] = three;
    errors[4] = four;
    errors[5] = five;
  }

  double error(int steps) {
    return errors[steps];
  }
}
