package io.spikewatt.inference.ahead;

/**
 * One ridge regression a lead, learnt from a growing set of samples: w = (X'X + λ·diag(mean
 * x²))⁻¹X'r. Only the sums are kept.
 */
final class RidgeBank {

  private final int features;
  private final double strength;
  private final double[][] gram;
  private final double[][] moment;
  private final double[][] weights;
  private final int[] samples;
  private final double[] factor;

  /**
   * @param leads number of leads, counted from 1
   * @param strength λ in samples, for each step of the lead
   */
  RidgeBank(int leads, int features, double strength) {
    this.features = features;
    this.strength = strength;
    this.gram = new double[leads + 1][features * features];
    this.moment = new double[leads + 1][features];
    this.weights = new double[leads + 1][features];
    this.samples = new int[leads + 1];
    this.factor = new double[features * features];
  }

  /** Takes a sample: features at {@code x[from..]} and their target. */
  void learn(int lead, double[] x, int from, double target) {
    double[] g = gram[lead];
    double[] m = moment[lead];
    for (int i = 0; i < features; i++) {
      double xi = x[from + i];
      m[i] += xi * target;
      for (int j = 0; j <= i; j++) {
        g[i * features + j] += xi * x[from + j];
      }
    }
    samples[lead]++;
  }

  /** Solves all leads anew. */
  void fit() {
    for (int lead = 1; lead < gram.length; lead++) {
      if (samples[lead] > 0) {
        fit(lead);
      }
    }
  }

  private void fit(int lead) {
    double[] g = gram[lead];
    double[] w = weights[lead];
    int n = features;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = g[i * n + j];
        if (i == j) {
          // A feature that was always 0 keeps a weight of 0.
          sum += strength * lead * g[i * n + i] / samples[lead] + 1e-9;
        }
        for (int k = 0; k < j; k++) {
          sum -= factor[i * n + k] * factor[j * n + k];
        }
        factor[i * n + j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j * n + j];
      }
    }
    for (int i = 0; i < n; i++) {
      double sum = moment[lead][i];
      for (int k = 0; k < i; k++) {
        sum -= factor[i * n + k] * w[k];
      }
      w[i] = sum / factor[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = w[i];
      for (int k = i + 1; k < n; k++) {
        sum -= factor[k * n + i] * w[k];
      }
      w[i] = sum / factor[i * n + i];
    }
  }

  /** Prediction for features at {@code x[from..]}. */
  double predict(int lead, double[] x, int from) {
    double sum = 0;
    double[] w = weights[lead];
    for (int i = 0; i < features; i++) {
      sum += w[i] * x[from + i];
    }
    return sum;
  }
}
