package io.spikewatt.inference.train;

import io.spikewatt.inference.graded.GradedWeights;
import java.util.SplittableRandom;

/**
 * A site's part in a round of federated learning: the mean gradient of some of its rows, drawn
 * anew. The coordinator steps by the mean over sites, so that many rounds are one training.
 */
public final class SiteGradient {
  private final QuantileRows rows;
  private final int batch;

  /** Draws {@code batch} rows with replacement, of at least one. */
  public SiteGradient(QuantileRows rows, int batch) {
    if (rows.count() < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "at least one row and a batch of at least one expected, found %d and %d"
              .formatted(rows.count(), batch));
    }
    this.rows = rows;
    this.batch = batch;
  }

  /** The gradient at some weights, a value each. The same seed gives the same one. */
  public float[] at(GradedWeights weights, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GradedGradient gradient = new GradedGradient(rows, weights, 0, random);
    for (int i = 0; i < batch; i++) {
      gradient.add(random.nextInt(rows.count()), null);
    }
    return gradient.mean(batch);
  }
}
