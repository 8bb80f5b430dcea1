package io.spikewatt.fleet.testing;

import io.spikewatt.controller.member.SiteLearner;
import io.spikewatt.inference.federated.WeightUpdate;
import java.util.List;

/**
 * Learns one number: an update is half of the way to it.
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
  public WeightUpdate update(float[] shared) {
    float[] values = new float[shared.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f * (target - shared[i]);
    }
    return new WeightUpdate(values);
  }

  @Override
  public double error(List<float[]> versions) {
    return versions.isEmpty() ? Math.abs(target) : Math.abs(versions.getFirst()[0] - target);
  }
}
