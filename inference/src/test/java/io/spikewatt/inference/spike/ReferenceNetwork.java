package io.spikewatt.inference.spike;

/**
 * The equations once more, in double precision, one neuron and one symbol at a time, with nothing
 * shared with {@link Network} but the order of the parameters. Slow and obvious: the oracle.
 */
public final class ReferenceNetwork {
  private final Topology shape;
  private final double[] w;
  private final double hours;
  private final boolean smooth;
  private final double[] v;
  private final double[] s;
  private final double[] r;

  /**
   * @param smooth whether the step is the surrogate's primitive instead of 0 or 1
   */
  public ReferenceNetwork(Topology shape, double[] w, int stepsPerHour, boolean smooth) {
    this.shape = shape;
    this.w = w;
    this.smooth = smooth;
    hours = 1.0 / stepsPerHour;
    int n = shape.hidden();
    v = new double[n];
    s = new double[n];
    r = new double[n];
  }

  public double[] step(double[] x) {
    int n = shape.hidden();
    for (int j = 0; j < n; j++) {
      double beta = Math.pow(sigmoid(w[shape.beta() + j]), hours);
      double kappa = Math.pow(sigmoid(w[shape.kappa() + j]), hours);
      double current = w[shape.inputBias() + j];
      for (int f = 0; f < shape.inputs(); f++) {
        current += w[f * n + j] * x[f];
      }
      v[j] = beta * v[j] * (1 - s[j]) + 2 * (1 - beta) * current;
      s[j] = spike(v[j] - 1);
      r[j] = r[j] + (1 - kappa) * (s[j] - r[j]);
    }
    double[] y = new double[shape.outputs()];
    for (int o = 0; o < y.length; o++) {
      y[o] = w[shape.outputBias() + o];
      for (int j = 0; j < n; j++) {
        y[o] += w[shape.output() + o * n + j] * r[j];
      }
      for (int f = 0; f < shape.inputs(); f++) {
        y[o] += w[shape.skip() + o * shape.inputs() + f] * x[f];
      }
    }
    return y;
  }

  /** Whether a neuron spiked in the last step. */
  public boolean spiked(int neuron) {
    return s[neuron] != 0;
  }

  private double spike(double above) {
    if (smooth) {
      return Math.atan(Math.PI * above) / Math.PI + 0.5;
    }
    return above > 0 ? 1 : 0;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
