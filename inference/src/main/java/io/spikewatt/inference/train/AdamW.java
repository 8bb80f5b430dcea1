package io.spikewatt.inference.train;

/** Adam with decoupled weight decay (Loshchilov and Hutter, 2019), after clipping the norm to 1. */
final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double decay;
  private final float[] mean;
  private final float[] square;
  private double power1 = 1;
  private double power2 = 1;

  AdamW(int parameters, double decay) {
    this.decay = decay;
    mean = new float[parameters];
    square = new float[parameters];
  }

  /** One step by a batch's mean gradient, whose norm is cut to 1. */
  void step(float[] w, float[] gradient, double rate) {
    double norm = 0;
    for (float g : gradient) {
      norm += (double) g * g;
    }
    norm = Math.sqrt(norm);
    if (!Double.isFinite(norm)) {
      // A batch that overflowed is skipped; the weights do not change.
      return;
    }
    float shrink = norm > 1 ? (float) (1 / norm) : 1;
    power1 *= BETA1;
    power2 *= BETA2;
    double correction1 = 1 - power1;
    double correction2 = 1 - power2;
    for (int i = 0; i < w.length; i++) {
      float g = gradient[i] * shrink;
      mean[i] = (float) (BETA1 * mean[i] + (1 - BETA1) * g);
      square[i] = (float) (BETA2 * square[i] + (1 - BETA2) * g * g);
      double update =
          mean[i] / correction1 / (Math.sqrt(square[i] / correction2) + EPSILON) + decay * w[i];
      w[i] = (float) (w[i] - rate * update);
    }
  }

  /** One-cycle rate at {@code progress} 0 to 1: cosine up over the first 15 %, then down to ~0. */
  static double oneCycle(double peak, double progress) {
    double warm = 0.15;
    double phase = progress < warm ? progress / warm - 1 : (progress - warm) / (1 - warm);
    double floor = progress < warm ? 0.04 : 0.0001;
    return peak * (floor + (1 - floor) * (1 + StrictMath.cos(StrictMath.PI * phase)) / 2);
  }
}
