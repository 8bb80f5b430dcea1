package io.spikewatt.controller.member;

import io.spikewatt.inference.federated.WeightUpdate;
import java.util.List;

/** Learning from the site's own record. Confined to one thread. */
public interface SiteLearner {

  /** Name of the inputs of its model. */
  String features();

  int weights();

  /** Which way the shared weights should move for the site's record: downhill, by its gradient. */
  WeightUpdate update(float[] shared);

  /**
   * Mean absolute error of what the site would forecast with versions of the shared model, on the
   * part of the record that no model has learnt from.
   *
   * @param versions newest first; none = the site alone
   * @return NaN if the record is too short to judge by
   */
  double error(List<float[]> versions);
}
