package io.spikewatt.inference.spike;

/**
 * The neurons' constants for one step length. Leaks are learnt per hour and used to the power of
 * the step's length in hours, so that one network serves steps of any length.
 *
 * @param beta membrane leak a step, one a neuron
 * @param kappa leak of the read-out trace a step
 */
public record StepConstants(float[] beta, float[] kappa) {

  public static StepConstants of(Weights weights, int stepsPerHour) {
    Topology shape = weights.topology();
    float[] w = weights.values();
    double hours = 1.0 / stepsPerHour;
    int n = shape.hidden();
    StepConstants c = new StepConstants(new float[n], new float[n]);
    for (int j = 0; j < n; j++) {
      c.beta[j] = leak(w[shape.beta() + j], hours);
      c.kappa[j] = leak(w[shape.kappa() + j], hours);
    }
    return c;
  }

  private static float leak(float logit, double hours) {
    return (float) StrictMath.pow(sigmoid(logit), hours);
  }

  /** The logistic function. */
  public static double sigmoid(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }
}
