import io.spikewatt.inference.federated.PrivacyAccountant;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Federated learning with differential privacy, whose unit is a site, at as many sites as a fleet
 * has: each is made of a few commissionings of one of the series. A fifth of the sites takes part
 * in a round, drawn anew each time.
 */
record PrivacyRounds(int count, int rounds) {
  private static final double DELTA = 1e-5;
  private static final double CLIP = FederatedTraining.CLIP;
  private static final double SAMPLING = 0.2;
  private static final int KEPT = 8;
  private static final int BATCH = 128;

  void print(Map<FleetSite, List<PastCommissioning>> series, List<HeldOut> judged) {
    List<QuantileRows> sites = resampled(series, count, KEPT, 7);
    System.out.printf(
        "%n%d sites resampled from %d series, %d rounds a year of %.0f %% of them, clip %s, delta"
            + " %s%n",
        count, series.size(), rounds, 100 * SAMPLING, CLIP, DELTA);
    System.out.printf(
        "%-14s %8s %10s %10s %12s%n", "epsilon a year", "a month", "noise", "error/base", "change");
    double plain = Double.NaN;
    for (double epsilon : new double[] {Double.POSITIVE_INFINITY, 8, 3}) {
      double noise =
          Double.isInfinite(epsilon)
              ? 0
              : PrivacyAccountant.noiseFor(epsilon, DELTA, SAMPLING, rounds);
      double error = FederatedBench.judged(judged, train(sites, noise));
      plain = Double.isNaN(plain) ? error : plain;
      double month =
          noise == 0
              ? Double.POSITIVE_INFINITY
              : PrivacyAccountant.fresh()
                  .after(SAMPLING, noise, Math.ceilDiv(rounds, 12))
                  .epsilon(DELTA);
      System.out.printf(
          "%-14s %8.2f %10.2f %10.4f %+11.2f %%%n",
          epsilon, month, noise, error, 100 * (error / plain - 1));
    }
  }

  /** Sites of {@code kept} commissionings each, of a series each. */
  static List<QuantileRows> resampled(
      Map<FleetSite, List<PastCommissioning>> series, int count, int kept, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<FleetSite> from = new ArrayList<>(series.keySet());
    List<QuantileRows> sites = new ArrayList<>();
    while (sites.size() < count) {
      FleetSite site = from.get(random.nextInt(from.size()));
      List<PastCommissioning> all = series.get(site);
      List<PastCommissioning> drawn = new ArrayList<>();
      for (int k = 0; k < kept; k++) {
        drawn.add(all.get(random.nextInt(all.size())));
      }
      sites.add(PastCommissioning.rows(site.kind(), drawn));
    }
    return sites;
  }

  /** Each site takes part by a throw of its own: the accountant counts on it. */
  private int[] drawn(SplittableRandom random) {
    return IntStream.range(0, count).filter(site -> random.nextDouble() < SAMPLING).toArray();
  }

  /**
   * @param noise on the sum, in clips; each member adds its part as if a third had dropped out
   */
  private GradedWeights train(List<QuantileRows> sites, double noise) {
    FederatedTraining.Method method = FederatedTraining.Method.noisyGradients(rounds, BATCH);
    SplittableRandom random = new SplittableRandom(11);
    FederatedTraining.Standing end =
        FederatedTraining.train(
            method,
            sites,
            round -> drawn(new SplittableRandom(round)),
            1,
            FederatedTraining.Standing.first(sites, 1),
            (round, start, updates) -> {
              if (round == 0 && noise == 0) {
                double[] norms =
                    updates.stream().mapToDouble(WeightUpdate::norm).sorted().toArray();
                System.out.printf(
                    "norm of an update of the first round: median %.2f, greatest %.2f%n",
                    norms[norms.length / 2], norms[norms.length - 1]);
              }
              float[] mean = FleetRows.mean(updates).values().clone();
              // The sum of all members' noise has this distribution.
              int taken = updates.size();
              double deviation = noise * CLIP / Math.sqrt((double) (taken - taken / 3) * taken);
              for (int i = 0; i < mean.length; i++) {
                mean[i] += (float) (deviation * random.nextGaussian());
              }
              return new WeightUpdate(mean);
            });
    return end.weights();
  }
}
