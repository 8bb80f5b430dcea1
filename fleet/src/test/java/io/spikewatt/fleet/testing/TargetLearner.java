package io.spikewatt.fleet.testing;

import io.spikewatt.controller.federation.SiteLearner;

/**
 * Learns one number: training moves every weight half of the way to it.
 *
 * @param features name of its inputs
 * @param weights number of weights
 * @param target of the site
 */
public record TargetLearner(String features, int weights, float target) implements SiteLearner {

  /** A learner of few weights. */
  public TargetLearner(String features, float target) {
    this(features, 6, target);
  }

  @Override
  public float[] train(float[] start) {
    float[] end = start.clone();
    for (int i = 0; i < end.length; i++) {
      end[i] += 0.5f * (target - end[i]);
    }
    return end;
  }

  @Override
  public double error(float[] weights) {
    return Math.abs(weights[0] - target);
  }

  @Override
  public double usedError() {
    return Math.abs(target);
  }
}
