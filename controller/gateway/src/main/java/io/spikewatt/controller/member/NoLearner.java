package io.spikewatt.controller.member;

import io.spikewatt.inference.federated.WeightUpdate;
import java.util.List;

/** Of a site that shares no models: it takes part in no round. */
public record NoLearner() implements SiteLearner {

  @Override
  public String features() {
    return "";
  }

  @Override
  public int weights() {
    return 0;
  }

  @Override
  public WeightUpdate update(float[] shared) {
    return WeightUpdate.none(shared.length);
  }

  @Override
  public double error(List<float[]> versions) {
    return Double.NaN;
  }
}
