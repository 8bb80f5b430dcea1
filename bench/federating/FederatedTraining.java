import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.ProximalSettings;
import io.spikewatt.inference.train.ProximalTraining;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rounds of federated learning in one process. */
final class FederatedTraining {

  /** How updates become one. */
  @FunctionalInterface
  interface Aggregation {
    WeightUpdate of(int round, GradedWeights start, List<WeightUpdate> updates);
  }

  /**
   * A way to learn together.
   *
   * @param pull towards the round's weights (FedProx); 0 = none
   * @param adaptive whether the coordinator steps by FedAdam
   */
  record Method(
      String name, int rounds, int steps, int batch, double rate, double pull, boolean adaptive) {}

  private static final double FLOOR = 1e-3;
  private static final double SERVER_RATE = 5e-3;

  private FederatedTraining() {}

  static GradedTopology shape(int features) {
    return new GradedTopology(features, PooledNetwork.UNITS, PooledNetwork.UNITS, 4);
  }

  static GradedWeights train(
      Method method, List<QuantileRows> clients, long seed, Aggregation aggregation) {
    GradedTopology shape = shape(clients.getFirst().features());
    GradedWeights weights = GradedWeights.initial(shape, new SplittableRandom(seed));
    AdaptiveStep server = AdaptiveStep.first(SERVER_RATE, FLOOR, shape.parameters());
    for (int round = 0; round < method.rounds(); round++) {
      double rate = method.rate() * anneal(round, method.rounds());
      ProximalSettings settings =
          new ProximalSettings(method.steps(), method.batch(), rate, method.pull());
      List<WeightUpdate> updates = new ArrayList<>();
      for (int client = 0; client < clients.size(); client++) {
        GradedWeights trained =
            new ProximalTraining(clients.get(client), settings)
                .train(weights, (seed * 1000 + round) * 10_000 + client, () -> false);
        updates.add(WeightUpdate.between(weights.values(), trained.values()));
      }
      WeightUpdate mean = aggregation.of(round, weights, updates);
      if (method.adaptive()) {
        server = server.after(mean);
        mean = server.step().scaled(anneal(round, method.rounds()));
      }
      weights = new GradedWeights(shape, mean.appliedTo(weights.values()));
    }
    return weights;
  }

  /** Cosine from 1 to 0.05. */
  private static double anneal(int round, int rounds) {
    return 0.05 + 0.95 * (1 + Math.cos(Math.PI * round / rounds)) / 2;
  }
}
