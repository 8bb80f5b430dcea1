package io.spikewatt.inference.federated;

/**
 * The coordinator's step of FedAdam (Reddi et al. 2021): the mean update of a round is taken as a
 * gradient. A value; each round gives the next one.
 *
 * @param rate step size η, about the size that a weight moves in a round
 * @param floor τ: a weight whose updates are smaller moves less
 * @param mean moving mean of the updates
 * @param square moving mean of their squares
 */
public record AdaptiveStep(double rate, double floor, float[] mean, float[] square) {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;

  /** Before the first round. */
  public static AdaptiveStep first(double rate, double floor, int weights) {
    return new AdaptiveStep(rate, floor, new float[weights], new float[weights]);
  }

  /** The state after a round's mean update. */
  public AdaptiveStep after(WeightUpdate update) {
    WeightUpdate.sameLength(mean.length, update.values().length);
    float[] nextMean = new float[mean.length];
    float[] nextSquare = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double value = update.values()[i];
      nextMean[i] = (float) (BETA1 * mean[i] + (1 - BETA1) * value);
      nextSquare[i] = (float) (BETA2 * square[i] + (1 - BETA2) * value * value);
    }
    return new AdaptiveStep(rate, floor, nextMean, nextSquare);
  }

  /** What this state changes the weights by: η m / (√v + τ). */
  public WeightUpdate step() {
    float[] step = new float[mean.length];
    for (int i = 0; i < step.length; i++) {
      step[i] = (float) (rate * mean[i] / (Math.sqrt(square[i]) + floor));
    }
    return new WeightUpdate(step);
  }
}
