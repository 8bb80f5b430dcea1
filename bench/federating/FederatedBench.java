import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.GradedTrainer;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.SenderDeviations;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * {@code FederatedBench (short | PART FOLDER SEED NETWORKS SITE…)}: the tables of {@code
 * bench/federated}. Exit code 1 if a goal is missed.
 */
final class FederatedBench {
  private static final double MOST_ABOVE_CENTRAL = 0.03;

  /** Two or three weeks of nights. */
  private static final int ROUNDS = 300;

  private static final int BATCH = 512;

  /** Steps of FedAvg in a round: in long rounds the sites drift apart between two of them. */
  private static final int STEPS = 5;

  private static final String CENTRAL = "central";
  private static final String RIDGE = "pooled ridge";
  private static final String TREES = "pooled trees";
  private static final String LEARNT = "FedAdam";
  private static final String OWN = "FedAdam, own read-out";

  private final BenchGoals goals = new BenchGoals();
  private final boolean small;
  private final boolean allMethods;
  private final long seed;

  private FederatedBench(boolean small, boolean allMethods, long seed) {
    this.small = small;
    this.allMethods = allMethods;
    this.seed = seed;
  }

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    if (arguments[0].equals("short")) {
      FederatedBench bench = new FederatedBench(true, true, 1);
      List<FleetSite> sites = FleetSite.madeUp(24, 140);
      bench.networks(sites, null);
      new PrivacyRounds(40, 6).print(bench.clients(sites, 60), bench.heldOut(sites, 2));
      new UpdateAttacks(12, bench.seed).print(bench.clients(sites, 20), bench.heldOut(sites, 2));
      DayInversion.print(sites.getFirst());
      new DishonestCoordinator(sites, 4, bench.goals).print();
      bench.goals.exit();
    }
    Path folder = Path.of(arguments[1]);
    FederatedBench bench =
        new FederatedBench(false, arguments[0].equals("methods"), Long.parseLong(arguments[2]));
    List<FleetSite> sites = new ArrayList<>();
    for (String described : List.of(arguments).subList(4, arguments.length)) {
      sites.add(FleetSite.read(folder, described));
    }
    switch (arguments[0]) {
      case "networks", "methods" -> bench.networks(sites, Path.of(arguments[3]));
      case "privacy" -> bench.withoutLondon(sites, true);
      case "coordinator" -> bench.dishonestCoordinator(sites);
      case "attacks" -> {
        bench.dishonestCoordinator(sites);
        bench.withoutLondon(sites, false);
        sites.stream()
            .filter(site -> site.kind() == SeriesKind.LOAD)
            .forEach(site -> DayInversion.print(site));
      }
      case "published" -> bench.published(sites, Path.of(arguments[3]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    bench.goals.exit();
  }

  /** The product's first; FedProx with {@code methods} only. */
  private List<FederatedTraining.Method> methods() {
    int rounds = small ? 60 : ROUNDS;
    int batch = small ? 32 : 64;
    FederatedTraining.Method gradients = FederatedTraining.Method.gradients(rounds, BATCH);
    FederatedTraining.Method average =
        new FederatedTraining.Method("FedAvg", rounds, STEPS, batch, 4e-3, 0);
    return !allMethods
        ? List.of(gradients, average)
        : List.of(
            gradients,
            average,
            new FederatedTraining.Method("FedProx", rounds, STEPS, batch, 4e-3, 0.01));
  }

  private int commissionings() {
    return small ? 30 : 900;
  }

  /** Each collection in turn is left out; its sites are judged. */
  private void networks(List<FleetSite> sites, Path keep) throws Exception {
    for (SeriesKind kind : List.of(SeriesKind.LOAD, SeriesKind.PV)) {
      List<FleetSite> ofKind = sites.stream().filter(site -> site.kind() == kind).toList();
      if (!ofKind.isEmpty()) {
        networks(kind, ofKind, keep);
      }
    }
  }

  private void networks(SeriesKind kind, List<FleetSite> sites, Path keep) throws Exception {
    Map<FleetSite, List<PastCommissioning>> learnt = new LinkedHashMap<>();
    for (int i = 0; i < sites.size(); i++) {
      learnt.put(
          sites.get(i), FleetRows.commissionings(sites.get(i), commissionings(), seed * 100 + i));
    }
    ErrorTable table = new ErrorTable(kind);
    for (String collection : new TreeSet<>(sites.stream().map(FleetSite::collection).toList())) {
      List<QuantileRows> clients = new ArrayList<>();
      List<PastCommissioning> pooled = new ArrayList<>();
      learnt.forEach(
          (site, all) -> {
            if (!site.collection().equals(collection)) {
              clients.add(PastCommissioning.rows(kind, all));
              pooled.addAll(all);
            }
          });
      Collections.shuffle(pooled, new Random(seed));
      QuantileRows rows = PastCommissioning.rows(kind, pooled);
      Map<String, GradedWeights> trained = new LinkedHashMap<>();
      int batch = small ? 256 : 512;
      int steps = small ? 300 : 1500;
      GradedTrainer central =
          new GradedTrainer(rows, PooledNetwork.UNITS, PooledNetwork.THRESHOLD, batch, steps, seed);
      central.train(() -> false);
      trained.put(CENTRAL, central.weights());
      for (FederatedTraining.Method method : methods()) {
        trained.put(
            method.name(), FederatedTraining.train(method, clients, seed, FederatedTraining.PLAIN));
      }
      masked(clients, trained, kind, collection);
      keep(keep, kind, collection, rows, trained);
      PooledRidge ridge = new PooledRidge(rows);
      PooledTrees trees = new PooledTrees(rows, seed);
      for (FleetSite site : sites) {
        if (site.collection().equals(collection)) {
          HeldOut held = new HeldOut(site, small ? 6 : 16, seed);
          for (int age = 0; age < HeldOut.AGES.length; age++) {
            int at = age;
            table.add(site.name(), age, ErrorTable.BASE, held.errors(age, inputs -> 0));
            table.add(site.name(), age, RIDGE, held.errors(age, ridge));
            table.add(site.name(), age, TREES, held.errors(age, trees));
            trained.forEach(
                (name, weights) ->
                    table.add(site.name(), at, name, held.errors(at, HeldOut.network(weights))));
            table.add(site.name(), age, OWN, held.errorsOfOwnReadOut(age, trained.get(LEARNT)));
          }
        }
      }
      System.err.println(kind + " without " + collection + " done");
    }
    table.print();
    double above = table.mean(LEARNT) / table.mean(CENTRAL) - 1;
    System.out.printf("%s: %s %+.1f %% of central training%n", kind, LEARNT, 100 * above);
    goals.check(small || above <= MOST_ABOVE_CENTRAL, kind + ": within 3 % of central training");
  }

  /** Some rounds under masks and without, from the same start. */
  private void masked(
      List<QuantileRows> clients,
      Map<String, GradedWeights> trained,
      SeriesKind kind,
      String collection) {
    List<QuantileRows> members = new ArrayList<>(clients);
    for (int i = 0; members.size() < 10; i++) {
      members.add(clients.get(i));
    }
    FederatedTraining.Method few = FederatedTraining.Method.gradients(6, BATCH);
    MaskedRounds masked = new MaskedRounds(FederatedTraining.CLIP);
    GradedWeights under = FederatedTraining.train(few, members, seed, masked);
    GradedWeights plain = FederatedTraining.train(few, members, seed, FederatedTraining.PLAIN);
    double most = 0;
    for (int i = 0; i < plain.values().length; i++) {
      most = Math.max(most, Math.abs(plain.values()[i] - under.values()[i]));
    }
    System.out.printf(
        "%s without %s: %d masked rounds of %d members, %d sums differ from the quantised one;"
            + " a mean is at most %.2f steps from the plain one; weights after them %.1e apart;"
            + " %d updates clipped%n",
        kind,
        collection,
        few.rounds(),
        members.size(),
        masked.different,
        masked.mostSteps,
        most,
        masked.clipped);
    goals.check(
        masked.different == 0 && masked.mostSteps <= 0.51, "masked sums equal the quantised ones");
  }

  private static void keep(
      Path keep,
      SeriesKind kind,
      String collection,
      QuantileRows rows,
      Map<String, GradedWeights> trained)
      throws Exception {
    if (keep != null) {
      for (String name : List.of(CENTRAL, LEARNT)) {
        Path file =
            Files.createDirectories(keep.resolve(name))
                .resolve(kind + "-" + collection + ".pooled");
        GradedWeights weights = trained.get(name);
        try (OutputStream out = Files.newOutputStream(file)) {
          PooledNetwork.write(
              kind, QuantisedGradedWeights.of(weights, SenderDeviations.of(rows, weights)), out);
        }
      }
    }
  }

  private void dishonestCoordinator(List<FleetSite> sites) {
    List<FleetSite> loads = sites.stream().filter(site -> site.kind() == SeriesKind.LOAD).toList();
    new DishonestCoordinator(loads, 8, goals).print();
  }

  private void withoutLondon(List<FleetSite> sites, boolean privacy) {
    List<FleetSite> loads = sites.stream().filter(site -> site.kind() == SeriesKind.LOAD).toList();
    List<FleetSite> learning =
        loads.stream().filter(site -> !site.collection().equals("london")).toList();
    List<FleetSite> judged =
        loads.stream().filter(site -> site.collection().equals("london")).toList();
    if (privacy) {
      new PrivacyRounds(1000, 30).print(clients(learning, 400), heldOut(judged, 12));
    } else {
      new UpdateAttacks(100, seed).print(clients(learning, 200), heldOut(judged, 12));
    }
  }

  private Map<FleetSite, List<PastCommissioning>> clients(List<FleetSite> sites, int count) {
    Map<FleetSite, List<PastCommissioning>> clients = new LinkedHashMap<>();
    for (int i = 0; i < sites.size(); i++) {
      clients.put(sites.get(i), FleetRows.commissionings(sites.get(i), count, seed * 100 + i));
    }
    return clients;
  }

  private List<HeldOut> heldOut(List<FleetSite> sites, int commissionings) {
    return sites.stream().limit(5).map(site -> new HeldOut(site, commissionings, seed)).toList();
  }

  private void published(List<FleetSite> sites, Path networks) throws Exception {
    PublishedForecasts.print(sites, networks).forEach(worse -> goals.check(false, worse));
  }

  /** Mean over sites and ages of a model's error over that of the base. */
  static double judged(List<HeldOut> sites, GradedWeights weights) {
    double logs = 0;
    for (HeldOut site : sites) {
      for (int age = 0; age < HeldOut.AGES.length; age++) {
        logs +=
            Math.log(
                HeldOut.sum(site.errors(age, HeldOut.network(weights)))
                    / HeldOut.sum(site.errors(age, inputs -> 0)));
      }
    }
    return Math.exp(logs / sites.size() / HeldOut.AGES.length);
  }
}
