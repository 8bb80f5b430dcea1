package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiscreteGaussianTest {
  private static final int DRAWS = 200_000;

  @Test
  void integers_come_with_their_probabilities() {
    double deviation = 1.5;
    SplittableRandom random = new SplittableRandom(3);
    DiscreteGaussian noise = new DiscreteGaussian(deviation);
    Map<Long, Integer> seen = new TreeMap<>();
    for (int i = 0; i < DRAWS; i++) {
      seen.merge(noise.sample(random), 1, Integer::sum);
    }
    double total = 0;
    for (int k = -30; k <= 30; k++) {
      total += Math.exp(-k * k / (2 * deviation * deviation));
    }
    for (long k = -5; k <= 5; k++) {
      double expected = Math.exp(-k * k / (2 * deviation * deviation)) / total;
      double deviations = Math.sqrt(expected * (1 - expected) / DRAWS);
      assertEquals(expected, seen.getOrDefault(k, 0) / (double) DRAWS, 4 * deviations, "k = " + k);
    }
  }

  @Test
  void a_large_deviation_is_kept() {
    SplittableRandom random = new SplittableRandom(4);
    DiscreteGaussian noise = new DiscreteGaussian(1e6);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double drawn = noise.sample(random);
      sum += drawn;
      squares += drawn * drawn;
    }
    assertEquals(0, sum / DRAWS, 4 * 1e6 / Math.sqrt(DRAWS));
    assertEquals(1e6, Math.sqrt(squares / DRAWS), 4 * 1e6 / Math.sqrt(2.0 * DRAWS));
  }

  @Test
  void a_deviation_of_nothing_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> new DiscreteGaussian(0));
    assertThrows(IllegalArgumentException.class, () -> new DiscreteGaussian(Double.NaN));
  }
}
