package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.GradedWeights;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SiteGradientTest {
  private final GradedWeights start =
      GradedWeights.initial(RampRows.SHAPE, new SplittableRandom(2));

  @Test
  void it_is_the_mean_over_the_rows_that_were_drawn() {
    QuantileRows one = RampRows.side(1);
    QuantileRows alone =
        new QuantileRows(
            1,
            3,
            Arrays.copyOf(one.x(), 3),
            1,
            Arrays.copyOf(one.y(), 1),
            Arrays.copyOf(one.weight(), 1));
    // However often the only row is drawn, the mean is its gradient.
    float[] once = new SiteGradient(alone, 1).at(start, 1);
    assertArrayEquals(once, new SiteGradient(alone, 64).at(start, 2), 1e-6f);
    GradedGradient gradient = new GradedGradient(alone, start, 0, new SplittableRandom(1));
    gradient.clear();
    gradient.add(0, null);
    assertArrayEquals(gradient.mean(1), once);
  }

  @Test
  void the_same_seed_draws_the_same_rows_and_another_one_others() {
    SiteGradient gradient = new SiteGradient(RampRows.side(1), 32);
    float[] weights = start.values().clone();
    assertArrayEquals(gradient.at(start, 3), gradient.at(start, 3));
    assertFalse(Arrays.equals(gradient.at(start, 3), gradient.at(start, 4)));
    assertArrayEquals(weights, start.values());
  }

  @Test
  void rounds_of_two_sites_teach_one_network_what_each_has_seen() {
    QuantileRows left = RampRows.side(-1);
    QuantileRows right = RampRows.side(1);
    GradedWeights weights = start;
    AdaptiveStep step = AdaptiveStep.first(RampRows.SHAPE.parameters());
    for (int round = 0; round < 200; round++) {
      float[] one = new SiteGradient(left, 64).at(weights, round);
      float[] other = new SiteGradient(right, 64).at(weights, round);
      float[] mean = new float[one.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = -(one[i] + other[i]) / 2;
      }
      step = step.after(new WeightUpdate(mean));
      weights =
          new GradedWeights(RampRows.SHAPE, step.applied(weights.values(), AdaptiveStep.RATE));
    }
    assertTrue(RampRows.loss(left, weights) < 0.2 * RampRows.loss(left, start), () -> "left");
    assertTrue(RampRows.loss(right, weights) < 0.2 * RampRows.loss(right, start), () -> "right");
    assertEquals(RampRows.SHAPE.parameters(), weights.values().length);
  }

  @Test
  void no_rows_and_no_batch_are_refused() {
    QuantileRows none = new QuantileRows(0, 3, new float[0], 1, new float[0], new float[0]);
    assertThrows(IllegalArgumentException.class, () -> new SiteGradient(none, 1));
    assertThrows(IllegalArgumentException.class, () -> new SiteGradient(RampRows.side(1), 0));
  }
}
