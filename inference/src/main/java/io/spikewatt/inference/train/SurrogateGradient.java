package io.spikewatt.inference.train;

/**
 * Replaces the derivative of the neuron's hard step, which is zero or infinite, by the derivative
 * of an arc tangent of slope {@code SLOPE}/2 at the threshold.
 */
enum SurrogateGradient {
  /** Training: the step is hard, only its derivative is replaced. */
  HARD,
  /** The step itself is the surrogate's primitive, so that finite differences can check BPTT. */
  SMOOTH;

  private static final float SLOPE = 2;

  float spike(float above) {
    if (this == HARD) {
      return above > 0 ? 1 : 0;
    }
    return (float) (StrictMath.atan(Math.PI * SLOPE * above / 2) / Math.PI + 0.5);
  }

  static float derivative(float above) {
    float u = (float) Math.PI * SLOPE / 2 * above;
    return SLOPE / 2 / (1 + u * u);
  }
}
