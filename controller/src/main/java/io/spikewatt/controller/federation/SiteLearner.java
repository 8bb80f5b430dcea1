package io.spikewatt.controller.federation;

/** What a site learns from its own record. Confined to one thread. */
public interface SiteLearner {

  /** Name of the inputs of its model. */
  String features();

  /** Number of shared weights. */
  int weights();

  /** Weights after some training on the site's record, from the shared ones; of the same number. */
  float[] train(float[] start);

  /** Mean absolute error of a model on the part of the record that no model has learnt from. */
  double error(float[] weights);

  /** Mean absolute error of what the site uses now, on the same part. */
  double usedError();
}
