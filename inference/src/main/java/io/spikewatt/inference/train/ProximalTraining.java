package io.spikewatt.inference.train;

import io.spikewatt.inference.graded.GradedWeights;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Some steps of AdamW on a site's own rows, pulled towards the weights that they began with
 * (FedProx, Li et al. 2020; without a pull FedAvg's part in a round). A site fits its read-out so.
 * The same seed gives the same weights to the last bit.
 */
public final class ProximalTraining {
  private static final double DECAY = 0.01;

  private final QuantileRows rows;
  private final ProximalSettings settings;

  /** At least one row; all of them are learnt from. */
  public ProximalTraining(QuantileRows rows, ProximalSettings settings) {
    if (rows.count() < 1) {
      throw new IllegalArgumentException("at least one row expected, found none");
    }
    this.rows = rows;
    this.settings = settings;
  }

  /** The weights after training from {@code start}; to be thrown away once cancelled. */
  public GradedWeights train(GradedWeights start, long seed, BooleanSupplier cancelled) {
    return train(start, 0, seed, cancelled);
  }

  /** The same where only weights from {@code firstTrained} on change, as of a site's read-out. */
  public GradedWeights train(
      GradedWeights start, int firstTrained, long seed, BooleanSupplier cancelled) {
    SplittableRandom random = new SplittableRandom(seed);
    GradedWeights weights = new GradedWeights(start.topology(), start.values().clone());
    float[] w = weights.values();
    GradedGradient gradient = new GradedGradient(rows, weights, 0, random);
    AdamW adam = new AdamW(w.length, DECAY);
    for (int step = 0; step < settings.steps() && !cancelled.getAsBoolean(); step++) {
      gradient.clear();
      for (int i = 0; i < settings.batch(); i++) {
        gradient.add(random.nextInt(rows.count()), null);
      }
      float[] mean = gradient.mean(settings.batch());
      for (int i = 0; i < w.length; i++) {
        mean[i] += (float) (settings.pull() * (w[i] - start.values()[i]));
      }
      adam.step(w, mean, settings.rate());
      System.arraycopy(start.values(), 0, w, 0, firstTrained);
    }
    return weights;
  }
}
