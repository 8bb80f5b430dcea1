import io.spikewatt.inference.federated.UpdateMean;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** What clients that send poison do to the shared model, without and with masks. */
final class UpdateAttacks {
  private static final int CLIENTS = 50;
  private static final int GROUP = 10;
  private static final double TRIMMED = 0.15;
  private static final double TRIMMED_GROUPS = 0.2;
  private static final double SCALE = 10;
  private static final double MOST_HARM = 0.01;

  /** What a poisoned client sends instead of its update. */
  private enum Poison {
    NONE,
    SIGN_FLIP,
    SCALE_UP,
    NOISE,
    BACKDOOR
  }

  private final int rounds;
  private final long seed;

  UpdateAttacks(int rounds, long seed) {
    this.rounds = rounds;
    this.seed = seed;
  }

  void print(Map<FleetSite, List<PastCommissioning>> series, List<HeldOut> judged) {
    List<QuantileRows> clients = PrivacyRounds.resampled(series, CLIENTS, 12);
    System.out.printf("%nshared model's error / base, %d clients, %d rounds%n", CLIENTS, rounds);
    System.out.printf(
        "%-12s %22s %22s %22s%n",
        "poison", "10 %, plain mean", "10 %, trimmed mean", "2 %, masked groups");
    double[] clean = new double[3];
    for (Poison poison : Poison.values()) {
      double[] errors = {
        error(clients, judged, poison, CLIENTS / 10, 0),
        error(clients, judged, poison, CLIENTS / 10, 1),
        error(clients, judged, poison, CLIENTS / 50, 2)
      };
      System.out.printf("%-12s", poison.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      for (int way = 0; way < errors.length; way++) {
        clean[way] = poison == Poison.NONE ? errors[way] : clean[way];
        double harm = errors[way] / clean[way] - 1;
        System.out.printf(
            Locale.ROOT,
            " %10.4f %+8.2f %%%s",
            errors[way],
            100 * harm,
            way > 0 && harm > MOST_HARM ? "!" : " ");
      }
      System.out.println();
    }
  }

  private double error(
      List<QuantileRows> clients, List<HeldOut> judged, Poison poison, int bad, int way) {
    List<QuantileRows> rows = new ArrayList<>(clients);
    if (poison == Poison.BACKDOOR) {
      // Every tenth client, or every fiftieth: its mornings are twice what they were.
      for (int client = 0; client < CLIENTS; client += CLIENTS / bad) {
        rows.set(client, FleetRows.backdoored(rows.get(client)));
      }
    }
    FederatedTraining.Method method = FederatedTraining.Method.gradients(rounds, 128);
    SplittableRandom random = new SplittableRandom(seed);
    GradedWeights weights =
        FederatedTraining.train(
            method,
            rows,
            seed,
            (round, start, updates) -> {
              List<WeightUpdate> sent = new ArrayList<>();
              for (int client = 0; client < CLIENTS; client++) {
                boolean honest = client % (CLIENTS / bad) != 0;
                sent.add(sent(updates.get(client), honest ? Poison.NONE : poison, random));
              }
              return switch (way) {
                case 0 -> UpdateMean.weighted(sent, FleetRows.ones(CLIENTS));
                case 1 -> UpdateMean.trimmed(sent, TRIMMED);
                default -> UpdateMean.trimmed(groups(sent, random), TRIMMED_GROUPS);
              };
            });
    return FederatedBench.judged(judged, weights);
  }

  /** Clipped as every update is that passes for one. */
  private static WeightUpdate sent(WeightUpdate update, Poison poison, SplittableRandom random) {
    return switch (poison) {
      case NONE, BACKDOOR -> update;
      case SIGN_FLIP -> update.scaled(-SCALE).clipped(FederatedTraining.CLIP);
      case SCALE_UP -> update.scaled(SCALE).clipped(FederatedTraining.CLIP);
      case NOISE -> {
        float[] noise = new float[update.values().length];
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (float) random.nextGaussian();
        }
        yield new WeightUpdate(noise).clipped(FederatedTraining.CLIP);
      }
    };
  }

  /** Means of random groups, which are all that masks let through. */
  private static List<WeightUpdate> groups(List<WeightUpdate> sent, SplittableRandom random) {
    List<WeightUpdate> left = new ArrayList<>(sent);
    List<WeightUpdate> groups = new ArrayList<>();
    while (!left.isEmpty()) {
      List<WeightUpdate> group = new ArrayList<>();
      for (int k = 0; k < GROUP; k++) {
        group.add(left.remove(random.nextInt(left.size())));
      }
      groups.add(UpdateMean.weighted(group, FleetRows.ones(GROUP)));
    }
    return groups;
  }
}
