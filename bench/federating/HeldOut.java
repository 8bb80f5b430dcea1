import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.train.ProximalSettings;
import io.spikewatt.inference.train.ProximalTraining;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A site that no network has seen, commissioned at random times and judged at some ages. */
final class HeldOut {
  static final int[] AGES = {1, 3, 7, 14, 28};
  private static final int JUDGED_HOURS = 24;
  private static final int OWN_ROWS = 24;
  private static final int LEAST_OWN_DAYS = 7;
  private static final ProximalSettings READ_OUT = new ProximalSettings(30, 64, 3e-4, 0.3);

  /** A forecast of the error of the base, from its inputs. */
  @FunctionalInterface
  interface Model {
    double error(float[] inputs);
  }

  /** One commissioning at one age, and the site's own rows by then. */
  private record Case(PastCommissioning judged, Optional<QuantileRows> own) {}

  final FleetSite site;
  private final List<List<Case>> byAge = new ArrayList<>();

  HeldOut(FleetSite site, int commissionings, long seed) {
    this.site = site;
    int day = site.series().slotsPerDay();
    for (int age : AGES) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Case> cases = new ArrayList<>();
      for (int k = 0; k < commissionings; k++) {
        int from =
            random.nextInt(site.series().values().length - (AGES[AGES.length - 1] + 3) * day);
        // An origin at any hour, at least this number of days after the commissioning.
        int seen = age * day + random.nextInt(24) * Math.max(1, day / 24);
        PastCommissioning.at(site.kind(), site.settings(), site.series(), from, seen)
            .ifPresent(judged -> cases.add(new Case(judged, own(from, seen, age, random.split()))));
      }
      byAge.add(cases);
    }
  }

  private Optional<QuantileRows> own(int from, int seen, int age, SplittableRandom random) {
    if (age < LEAST_OWN_DAYS) {
      return Optional.empty();
    }
    int day = site.series().slotsPerDay();
    List<PastCommissioning> own = new ArrayList<>();
    for (int k = 0; k < OWN_ROWS; k++) {
      // Outcomes of 36 hours are known by now.
      int then = 1 + random.nextInt(seen - 3 * day / 2);
      PastCommissioning.at(site.kind(), site.settings(), site.series(), from, then)
          .ifPresent(own::add);
    }
    QuantileRows rows = PastCommissioning.rows(site.kind(), own);
    return rows.count() == 0 ? Optional.empty() : Optional.of(rows);
  }

  /** Absolute errors of each case at an age, in usual powers of the site. */
  double[] errors(int age, Model model) {
    return byAge.get(age).stream().mapToDouble(each -> error(each.judged, model)).toArray();
  }

  /** The same of a network whose read-out each site fits to its own days. */
  double[] errorsOfOwnReadOut(int age, GradedWeights weights) {
    return byAge.get(age).stream()
        .mapToDouble(
            each ->
                error(
                    each.judged,
                    network(
                        each.own
                            .map(
                                rows ->
                                    new ProximalTraining(rows, READ_OUT)
                                        .train(
                                            weights,
                                            weights.topology().outputMatrix(),
                                            1,
                                            () -> false))
                            .orElse(weights))))
        .toArray();
  }

  static Model network(GradedWeights weights) {
    DenseNetwork network = new DenseNetwork(weights);
    float[] output = new float[weights.topology().outputs()];
    return inputs -> {
      network.step(inputs, 0, output);
      return output[1];
    };
  }

  private static double error(PastCommissioning judged, Model model) {
    double sum = 0;
    for (int k = 0; k < JUDGED_HOURS; k++) {
      double actual = judged.errors()[k];
      if (!Double.isNaN(actual)) {
        sum += judged.weight() * Math.abs(actual - model.error(judged.inputs()[k]));
      }
    }
    return sum;
  }

  static double sum(double[] errors) {
    return Arrays.stream(errors).sum();
  }
}
