package io.spikewatt.inference.federated;

import java.util.random.RandomGenerator;

/**
 * Integer noise whose probability of k is proportional to exp(-k² / (2 σ²)), by rejection from a
 * discrete Laplace distribution (Canonne, Kamath and Steinke 2020, algorithms 1 to 3). Comparisons
 * have 53 bits. Privacy needs a generator that cannot be predicted, e.g. SecureRandom.
 */
public final class DiscreteGaussian {
  private static final double GREATEST = 1L << 40;

  private final double variance;
  private final long scale;

  /** {@code deviation}: σ, in integers; above 0, at most 2^40. */
  public DiscreteGaussian(double deviation) {
    if (!(deviation > 0) || deviation > GREATEST) {
      throw new IllegalArgumentException("a deviation of " + deviation);
    }
    variance = deviation * deviation;
    scale = (long) Math.floor(deviation) + 1;
  }

  /** One draw. */
  public long sample(RandomGenerator random) {
    while (true) {
      long drawn = laplace(random);
      double beyond = Math.abs(drawn) - variance / scale;
      if (bernoulliOfExp(beyond * beyond / (2 * variance), random)) {
        return drawn;
      }
    }
  }

  /** Probability of k proportional to exp(-|k| / scale). */
  private long laplace(RandomGenerator random) {
    while (true) {
      long part = random.nextLong(scale);
      if (!bernoulliOfExp((double) part / scale, random)) {
        continue;
      }
      long whole = 0;
      while (bernoulliOfExp(1, random)) {
        whole++;
      }
      long size = part + scale * whole;
      boolean negative = random.nextBoolean();
      if (!negative || size != 0) {
        return negative ? -size : size;
      }
    }
  }

  /** True with probability exp(-gamma). */
  private static boolean bernoulliOfExp(double gamma, RandomGenerator random) {
    double left = gamma;
    while (left > 1) {
      if (!bernoulliOfExp(1, random)) {
        return false;
      }
      left--;
    }
    int k = 1;
    while (random.nextDouble() < left / k) {
      k++;
    }
    return k % 2 == 1;
  }
}
