import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.ProximalSettings;
import io.spikewatt.inference.train.ProximalTraining;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.SiteGradient;
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

  /** All updates weigh alike, and the coordinator sees each. */
  static final Aggregation PLAIN = (round, start, updates) -> FleetRows.mean(updates);

  /** The coordinator's bound of an update, about the median norm of an honest gradient. */
  static final double CLIP = 0.5;

  /**
   * A way to learn together.
   *
   * @param steps of AdamW that a site takes in a round; 0 = it sends a gradient, and the
   *     coordinator steps as the product does
   * @param rate of the first steps of AdamW, or the coordinator's greatest
   * @param pull towards the round's weights (FedProx); 0 = none
   */
  record Method(String name, int rounds, int steps, int batch, double rate, double pull) {

    /** The product's: a gradient of some rows a round. */
    static Method gradients(int rounds, int batch) {
      return new Method("FedAdam", rounds, 0, batch, AdaptiveStep.RATE, 0);
    }

    /** The same where members add noise. */
    static Method noisyGradients(int rounds, int batch) {
      return new Method("FedAdam", rounds, 0, batch, AdaptiveStep.NOISY_RATE, 0);
    }

    WeightUpdate update(QuantileRows rows, GradedWeights start, int round, long seed) {
      if (steps == 0) {
        float[] gradient = new SiteGradient(rows, batch).at(start, seed);
        return new WeightUpdate(gradient).scaled(-1).clipped(CLIP);
      }
      ProximalSettings settings =
          new ProximalSettings(steps, batch, rate * anneal(round, rounds), pull);
      GradedWeights trained = new ProximalTraining(rows, settings).train(start, seed, () -> false);
      return WeightUpdate.between(start.values(), trained.values());
    }
  }

  /**
   * What rounds go on from.
   *
   * @param rounds that were before
   */
  record Standing(int rounds, GradedWeights weights, AdaptiveStep step) {
    static Standing first(List<QuantileRows> clients, long seed) {
      GradedTopology shape = shape(clients.getFirst().features());
      return new Standing(
          0,
          GradedWeights.initial(shape, new SplittableRandom(seed)),
          AdaptiveStep.first(shape.parameters()));
    }
  }

  private FederatedTraining() {}

  static GradedTopology shape(int features) {
    return new GradedTopology(features, PooledNetwork.UNITS, PooledNetwork.UNITS, 4);
  }

  /** With all clients in every round. */
  static GradedWeights train(
      Method method, List<QuantileRows> clients, long seed, Aggregation aggregation) {
    int[] all = IntStream.range(0, clients.size()).toArray();
    return train(method, clients, round -> all, seed, Standing.first(clients, seed), aggregation)
        .weights();
  }

  /**
   * From where other rounds have ended.
   *
   * @param taking clients that take part, by round
   */
  static Standing train(
      Method method,
      List<QuantileRows> clients,
      IntFunction<int[]> taking,
      long seed,
      Standing from,
      Aggregation aggregation) {
    GradedWeights weights = from.weights();
    AdaptiveStep step = from.step();
    int end = from.rounds() + method.rounds();
    for (int round = from.rounds(); round < end; round++) {
      List<WeightUpdate> updates = new ArrayList<>();
      for (int client : taking.apply(round)) {
        long drawn = (seed * 1000 + round) * 10_000 + client;
        updates.add(method.update(clients.get(client), weights, round, drawn));
      }
      WeightUpdate mean = aggregation.of(round, weights, updates);
      step = step.after(mean);
      float[] next =
          method.steps() == 0
              ? step.applied(weights.values(), method.rate())
              : mean.appliedTo(weights.values());
      weights = new GradedWeights(weights.topology(), next);
    }
    return new Standing(end, weights, step);
  }

  /** Cosine from 1 to 0.05. */
  private static double anneal(int round, int rounds) {
    return 0.05 + 0.95 * (1 + Math.cos(Math.PI * round / rounds)) / 2;
  }
}
