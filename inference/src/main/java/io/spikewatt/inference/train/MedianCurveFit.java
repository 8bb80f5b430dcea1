package io.spikewatt.inference.train;

import io.spikewatt.inference.linear.MedianCurve;
import java.util.Arrays;

/**
 * Fits a {@link MedianCurve}: pairs of out-of-sample forecast and outcome, divided by forecast into
 * {@link #KNOTS} parts of equal count. A knot is the median of both in one part.
 */
final class MedianCurveFit {
  static final int KNOTS = 12;

  /** Least number of pairs in a part; with fewer its median is noise. */
  private static final int LEAST = 20;

  private MedianCurveFit() {}

  /** The fit of finite forecasts to outcomes; no curve if they are too few. */
  static MedianCurve of(float[] said, float[] targets) {
    if (said.length < KNOTS * LEAST) {
      return MedianCurve.NONE;
    }
    // Sorted as whole numbers: the forecast in the upper half, its place in the lower.
    long[] order = new long[said.length];
    for (int i = 0; i < order.length; i++) {
      int bits = Float.floatToIntBits(said[i]);
      int ascending = bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits;
      order[i] = (long) ascending << 32 | i;
    }
    Arrays.sort(order);
    float[] at = new float[KNOTS];
    float[] more = new float[KNOTS];
    for (int knot = 0; knot < KNOTS; knot++) {
      int from = (int) ((long) knot * order.length / KNOTS);
      int to = (int) ((knot + 1L) * order.length / KNOTS);
      float[] errors = new float[to - from];
      for (int i = from; i < to; i++) {
        errors[i - from] = targets[(int) order[i]] - said[(int) order[i]];
      }
      Arrays.sort(errors);
      at[knot] = said[(int) order[(from + to) / 2]];
      more[knot] = errors[errors.length / 2];
    }
    return new MedianCurve(at, more);
  }
}
