package io.spikewatt.controller.member;

import io.spikewatt.inference.federated.WeightUpdate;

/** Learning from the site's own record. Confined to one thread. */
public interface SiteLearner {

  /** Name of the inputs of its model. */
  String features();

  int weights();

  /** Which way the shared weights should move for the site's record: downhill, by its gradient. */
  WeightUpdate update(float[] shared);

  /**
   * Mean absolute error of what the site would forecast with a model, on the part of the record
   * that no model has learnt from.
   */
  double error(float[] weights);

  /** Mean absolute error of what the site uses now, on the same part. */
  double usedError();
}
