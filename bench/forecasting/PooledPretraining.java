package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.train.GradedTrainer;
import io.spikewatt.inference.train.Pretraining;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Trains the pooled network: each site is commissioned again and again, at a random time, and is
 * forecast at a random age of an hour to four weeks from what was measured since then.
 */
public final class PooledPretraining {
  private static final int BATCH = 2048;

  private PooledPretraining() {}

  /** Commissionings of each site: there are half as many plants as loads, so more of each. */
  private static int commissionings(SeriesKind kind) {
    return kind.followsSun() ? 3000 : 900;
  }

  private static int steps(SeriesKind kind) {
    return kind.followsSun() ? 2500 : 1500;
  }

  /** Trains from start values; {@code progress} receives a sentence after each step. */
  public static QuantisedGradedWeights train(
      SeriesKind kind, List<Pretraining.Site> sites, long seed, Consumer<String> progress) {
    SplittableRandom random = new SplittableRandom(seed);
    List<PastCommissioning> all = new ArrayList<>();
    for (Pretraining.Site site : sites) {
      for (int k = 0; k < commissionings(kind); k++) {
        PastCommissioning.drawn(kind, site.settings(), site.series(), random.split())
            .ifPresent(all::add);
      }
    }
    // The trainer stops by the last tenth, so commissionings of all sites have to be among it.
    Collections.shuffle(all, new Random(seed));
    QuantileRows rows = PastCommissioning.rows(kind, all);
    progress.accept(rows.count() + " hours of " + sites.size() + " sites");
    return new GradedTrainer(
            rows, PooledNetwork.UNITS, PooledNetwork.THRESHOLD, BATCH, steps(kind), seed)
        .train(() -> false);
  }
}
