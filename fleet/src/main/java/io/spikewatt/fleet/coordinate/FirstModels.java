package io.spikewatt.fleet.coordinate;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The first models of a fleet: networks of the product's shape with initial weights. */
public final class FirstModels {

  private static final long SEED = 24;

  private FirstModels() {}

  /** One model a kind of series that has a pooled network, as version 0. */
  public static List<SharedModel> untrained() {
    List<SharedModel> models = new ArrayList<>();
    for (SeriesKind kind : SeriesKind.values()) {
      PooledNetwork.shipped(kind)
          .map(network -> network.weights().topology())
          .ifPresent(shape -> models.add(untrained(kind, shape)));
    }
    return models;
  }

  private static SharedModel untrained(SeriesKind kind, GradedTopology shape) {
    GradedWeights weights = GradedWeights.initial(shape, new SplittableRandom(SEED));
    return new SharedModel(PooledNetwork.inputs(kind), 0, weights.values());
  }
}
