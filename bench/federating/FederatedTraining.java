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
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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
      String name, int rounds, int steps, int batch, double rate, double pull, boolean adaptive) {

    double rate(int round) {
      return rate * anneal(round, rounds);
    }

    /**
     * About the median norm of honest updates: AdamW moves each weight by the rate at most, and
     * back and forth in part.
     */
    double clip(int round, int weights) {
      return USUAL_OF_GREATEST * rate(round) * steps * Math.sqrt(weights);
    }
  }

  private static final double USUAL_OF_GREATEST = 0.62;
  private static final double FLOOR = 1e-3;
  private static final double SERVER_RATE = 5e-3;

  private FederatedTraining() {}

  static GradedTopology shape(int features) {
    return new GradedTopology(features, PooledNetwork.UNITS, PooledNetwork.UNITS, 4);
  }

  /** With all clients in every round. */
  static GradedWeights train(
      Method method, List<QuantileRows> clients, long seed, Aggregation aggregation) {
    int[] all = IntStream.range(0, clients.size()).toArray();
    return train(method, clients, round -> all, seed, aggregation);
  }

  /**
   * @param taking clients that take part, by round
   */
  static GradedWeights train(
      Method method,
      List<QuantileRows> clients,
      IntFunction<int[]> taking,
      long seed,
      Aggregation aggregation) {
    GradedTopology shape = shape(clients.getFirst().features());
    GradedWeights weights = GradedWeights.initial(shape, new SplittableRandom(seed));
    AdaptiveStep server = AdaptiveStep.first(SERVER_RATE, FLOOR, shape.parameters());
    for (int round = 0; round < method.rounds(); round++) {
      ProximalSettings settings =
          new ProximalSettings(method.steps(), method.batch(), method.rate(round), method.pull());
      List<WeightUpdate> updates = new ArrayList<>();
      for (int client : taking.apply(round)) {
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
