package io.spikewatt.inference.federated;

/**
 * Direction in which the weights of a round's start should move: a difference after training, or a
 * gradient downhill; one value a shared weight, not to be changed. Its norm is the L2 norm.
 */
public record WeightUpdate(float[] values) {

  /** What training changed from the weights at the start to those at the end. */
  public static WeightUpdate between(float[] start, float[] end) {
    sameLength(start.length, end.length);
    float[] values = new float[end.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = end[i] - start[i];
    }
    return new WeightUpdate(values);
  }

  /** An update that changes nothing. */
  public static WeightUpdate none(int weights) {
    return new WeightUpdate(new float[weights]);
  }

  /** L2 norm; NaN or infinite if a value is. */
  public double norm() {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** Whether all values are numbers. */
  public boolean finite() {
    return Double.isFinite(norm());
  }

  /** The update, scaled down to a norm of at most {@code bound}; refuses one that is not finite. */
  public WeightUpdate clipped(double bound) {
    double norm = norm();
    if (!Double.isFinite(norm)) {
      throw new IllegalArgumentException("an update of norm " + norm);
    }
    return norm <= bound ? this : scaled(bound / norm);
  }

  /** Every value times a factor. */
  public WeightUpdate scaled(double factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (factor * values[i]);
    }
    return new WeightUpdate(scaled);
  }

  /** The weights after this update. */
  public float[] appliedTo(float[] start) {
    sameLength(start.length, values.length);
    float[] weights = new float[start.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = start[i] + values[i];
    }
    return weights;
  }

  static void sameLength(int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(expected + " weights expected, found " + found);
    }
  }
}
