import io.spikewatt.inference.federated.UpdateMean;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What clients that send poison do to the shared model, without and with masks. */
record UpdateAttacks(int rounds, long seed) {
  private static final int CLIENTS = 50;
  private static final int TENTH = 10;
  private static final int GROUP = 10;
  private static final int CANARIES = 9;
  private static final int JUDGED_VERSIONS = 10;

  /** Rounds between two of them. */
  private static final int APART = 4;

  /** A version is released if its error is at most this factor, as the coordinator's rules say. */
  private static final double MOST_WORSE = 1;

  private static final double TRIMMED = 0.15;
  private static final double TRIMMED_GROUPS = 0.2;
  private static final double SCALE = 10;

  /** In clips; a sum of ten may have ten, and honest ones partly agree. */
  private static final double LARGE = 6;

  /** Message of a poisoned client in place of its update. */
  private enum Poison {
    NONE,
    SIGN_FLIP,
    SCALE_UP,
    NOISE,
    BACKDOOR,
    /** Flipped, and as large as a masked sum lets pass: its member does not clip. */
    LARGE_FLIP
  }

  /** Share of poisoned clients, and the defence against them. */
  private enum Defence {
    MEAN_TENTH("10 %, mean", TENTH),
    TRIMMED_TENTH("10 %, trimmed mean", TENTH),
    MASKED_FIFTIETH("2 %, masked groups", 50),
    MASKED_TENTH("10 %, masked groups", TENTH);

    private final String text;

    /** Clients for each poisoned one. */
    private final int honestAndOne;

    Defence(String text, int honestAndOne) {
      this.text = text;
      this.honestAndOne = honestAndOne;
    }

    boolean masked() {
      return this == MASKED_FIFTIETH || this == MASKED_TENTH;
    }
  }

  void print(Map<FleetSite, List<PastCommissioning>> series, List<HeldOut> judged) {
    List<QuantileRows> clients = PrivacyRounds.resampled(series, CLIENTS, 12, 7);
    System.out.printf("%nshared model's error / base, %d clients, %d rounds%n", CLIENTS, rounds);
    System.out.printf("%-12s", "poison");
    for (Defence defence : Defence.values()) {
      System.out.printf(" %22s", defence.text);
    }
    System.out.println();
    Map<Defence, Double> clean = new EnumMap<>(Defence.class);
    for (Poison poison : Poison.values()) {
      System.out.printf("%-12s", name(poison));
      for (Defence defence : Defence.values()) {
        if (poison == Poison.LARGE_FLIP && !defence.masked()) {
          // A coordinator that sees single updates refuses one of this norm.
          System.out.printf(" %22s", "refused  ");
          continue;
        }
        FederatedTraining.Standing first = FederatedTraining.Standing.first(clients, seed);
        double error = error(clients, judged, poison, defence, first);
        double harm = error / clean.computeIfAbsent(defence, _ -> error) - 1;
        System.out.printf(" %10.4f %+8.2f %% ", error, 100 * harm);
      }
      System.out.println();
    }
    canaries(clients, PrivacyRounds.resampled(series, CANARIES, 40, 9), judged);
  }

  /**
   * A trial of what another 100 poisoned rounds have made of a clean model, by honest canaries that
   * use the clean one.
   */
  private void canaries(
      List<QuantileRows> clients, List<QuantileRows> canaries, List<HeldOut> judged) {
    FederatedTraining.Standing first = FederatedTraining.Standing.first(clients, seed);
    FederatedTraining.Standing used =
        train(clients, Poison.NONE, Defence.MASKED_TENTH, first, rounds);
    System.out.printf(
        "%nanother %d rounds with 10 %% poison under masks, tried by %d canaries%n",
        rounds, CANARIES);
    System.out.printf(
        "%-12s %18s %22s %10s%n", "poison", "over clean rounds", "at canaries, median", "verdict");
    double clean = Double.NaN;
    for (Poison poison : Poison.values()) {
      GradedWeights next = train(clients, poison, Defence.MASKED_TENTH, used, rounds).weights();
      double[] ratios =
          canaries.stream()
              .mapToDouble(rows -> error(rows, next) / error(rows, used.weights()))
              .sorted()
              .toArray();
      double error = error(clients, judged, poison, Defence.MASKED_TENTH, used);
      clean = poison == Poison.NONE ? error : clean;
      System.out.printf(
          "%-12s %+16.2f %% %22.4f %10s%n",
          name(poison),
          100 * (error / clean - 1),
          ratios[CANARIES / 2],
          ratios[CANARIES / 2] <= MOST_WORSE ? "released" : "refused");
    }
  }

  /** Absolute error of the median on a site's own rows. */
  private static double error(QuantileRows rows, GradedWeights weights) {
    HeldOut.Model model = HeldOut.network(weights);
    float[] inputs = new float[rows.features()];
    double sum = 0;
    for (int row = 0; row < rows.count(); row++) {
      System.arraycopy(rows.x(), row * rows.features(), inputs, 0, inputs.length);
      sum += rows.weight()[row] * Math.abs(rows.y()[row] - model.error(inputs));
    }
    return sum;
  }

  private static String name(Poison poison) {
    return poison.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Mean over the last versions: between two rounds the error goes up and down by a percent. */
  private double error(
      List<QuantileRows> clients,
      List<HeldOut> judged,
      Poison poison,
      Defence defence,
      FederatedTraining.Standing from) {
    int last = Math.min(JUDGED_VERSIONS, rounds / APART);
    FederatedTraining.Standing version =
        train(clients, poison, defence, from, rounds - last * APART);
    double sum = 0;
    for (int k = 0; k < last; k++) {
      version = train(clients, poison, defence, version, APART);
      sum += FederatedBench.judged(judged, version.weights());
    }
    return sum / last;
  }

  private FederatedTraining.Standing train(
      List<QuantileRows> clients,
      Poison poison,
      Defence defence,
      FederatedTraining.Standing from,
      int more) {
    List<QuantileRows> rows = new ArrayList<>(clients);
    if (poison == Poison.BACKDOOR) {
      // Every tenth client, or every fiftieth: its mornings are twice what they were.
      for (int client = 0; client < CLIENTS; client += defence.honestAndOne) {
        rows.set(client, FleetRows.backdoored(rows.get(client)));
      }
    }
    FederatedTraining.Method method = FederatedTraining.Method.gradients(more, 128);
    SplittableRandom random = new SplittableRandom(seed + from.rounds());
    int[] all = IntStream.range(0, CLIENTS).toArray();
    return FederatedTraining.train(
        method,
        rows,
        round -> all,
        seed,
        from,
        (round, start, updates) -> {
          List<WeightUpdate> sent = new ArrayList<>();
          for (int client = 0; client < CLIENTS; client++) {
            boolean honest = client % defence.honestAndOne != 0;
            sent.add(sent(updates.get(client), honest ? Poison.NONE : poison, random));
          }
          return switch (defence) {
            case MEAN_TENTH -> FleetRows.mean(sent);
            case TRIMMED_TENTH -> UpdateMean.trimmed(sent, TRIMMED);
            case MASKED_FIFTIETH, MASKED_TENTH ->
                UpdateMean.trimmed(groups(sent, random), TRIMMED_GROUPS);
          };
        });
  }

  /** Clipped as every update is that passes for one. */
  private static WeightUpdate sent(WeightUpdate update, Poison poison, SplittableRandom random) {
    return switch (poison) {
      case NONE, BACKDOOR -> update;
      case LARGE_FLIP -> update.scaled(-LARGE * FederatedTraining.CLIP / update.norm());
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
      groups.add(FleetRows.mean(group));
    }
    return groups;
  }
}
