package io.spikewatt.inference.linear;

/**
 * Correction of a stack's median, by the median itself. A mixture of members that expect a machine
 * on and off predicts a value in between, where outcomes are rare; the curve leads back to the
 * frequent values. Linear between knots, constant beyond them. Immutable.
 */
public final class MedianCurve {
  /** Adds nothing anywhere. */
  public static final MedianCurve NONE = new MedianCurve(new float[0], new float[0]);

  private final float[] at;
  private final float[] more;

  /** Of the line that begins at each knot. */
  private final float[] slopes;

  /** Scaled medians of the stack at the knots, ascending, and the correction at each. */
  public MedianCurve(float[] at, float[] more) {
    this.at = at;
    this.more = more;
    slopes = new float[at.length];
    for (int i = 1; i < at.length; i++) {
      slopes[i - 1] = at[i] > at[i - 1] ? (more[i] - more[i - 1]) / (at[i] - at[i - 1]) : 0;
    }
  }

  public float[] at() {
    return at;
  }

  public float[] more() {
    return more;
  }

  /** Correction to add to {@code z}; NaN for NaN. */
  public float of(float z) {
    if (at.length == 0) {
      return 0;
    }
    // Counted rather than searched, to avoid unpredictable branches.
    int above = 0;
    for (float knot : at) {
      above += knot <= z ? 1 : 0;
    }
    if (above == 0) {
      return Float.isNaN(z) ? z : more[0];
    }
    return more[above - 1] + slopes[above - 1] * (z - at[above - 1]);
  }
}
