package io.spikewatt.inference.calibrate;

import io.spikewatt.inference.linear.MedianCurve;

/**
 * Share of its curve ({@link MedianCurve}) that a model follows: the one that minimises the error
 * of the last seven days' forecasts at this time of day, shrunk towards 0.2. A curve is fitted on
 * the past, and a factory that changes its shift has another. {@link #begin}, {@link #add} for each
 * day, then {@link #share}. Allocates nothing.
 */
final class CurveShare {
  private static final double FIFTH = 0.2;

  /** Fifths without a record. */
  private static final int FIRST = 1;

  /** Improvement required per step of 0.2 away from the prior, as a share of the error. */
  private static final double CAUTION = 0.004;

  private final MedianCurve curve;
  private final LineSearchErrors lineSearchErrors = new LineSearchErrors(FIFTH);
  private final double[] off;
  private final double[][] past;
  private int days;

  /** {@code length} is the number of compared slots of each forecast. */
  CurveShare(MedianCurve curve, int length) {
    this.curve = curve;
    off = new double[length];
    past = new double[BiasCorrection.DAYS][length];
  }

  /** Whether there is no curve to follow. */
  boolean isLevel() {
    return curve.at().length == 0;
  }

  void begin() {
    days = 0;
    lineSearchErrors.clear();
  }

  /** Adds a day of scaled medians and outcomes, NaN = not measured; at most seven days. */
  void add(float[] said, double[] outcomes) {
    double[] along = past[days++];
    for (int k = 0; k < along.length; k++) {
      along[k] = curve.of(said[k]);
      off[k] = outcomes[k] - said[k];
    }
    lineSearchErrors.add(off, along);
  }

  /** 0 to 1. */
  double share() {
    int best = FIRST;
    for (int i = 0; i <= LineSearchErrors.MOST; i++) {
      if (cost(i) < cost(best)) {
        best = i;
      }
    }
    return FIFTH * best;
  }

  private double cost(int fifths) {
    return lineSearchErrors.error(fifths)
        + CAUTION * Math.abs(fifths - FIRST) * lineSearchErrors.error(0);
  }

  /** Moves the medians of a day that was added. */
  void follow(double share, int day, float[] medians) {
    for (int k = 0; k < past[day].length; k++) {
      medians[k] += move(share, past[day][k]);
    }
  }

  /** How far a median is moved; not at all if it is no number. */
  float of(double share, float median) {
    return move(share, curve.of(median));
  }

  private static float move(double share, double along) {
    float by = (float) (share * along);
    return Float.isFinite(by) ? by : 0;
  }
}
