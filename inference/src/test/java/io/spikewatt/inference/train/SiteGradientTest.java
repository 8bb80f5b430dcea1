package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SiteGradientTest {
  private static final int ROWS = 400;
  private static final GradedTopology SHAPE = new GradedTopology(3, 8, 8, 4);

  private final GradedWeights start = GradedWeights.initial(SHAPE, new SplittableRandom(2));

  /** Rows of one of two halves of the plane: neither site has seen the other's. */
  private static QuantileRows rows(int side) {
    SplittableRandom random = new SplittableRandom(1);
    float[] x = new float[ROWS * 3];
    float[] y = new float[ROWS];
    float[] weight = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < 3; i++) {
        x[3 * row + i] = (float) random.nextDouble(-1, 1);
      }
      x[3 * row] = side * Math.abs(x[3 * row]);
      y[row] = Math.max(0, x[3 * row]) - 0.5f * x[3 * row + 1];
      weight[row] = 1;
    }
    return new QuantileRows(ROWS, 3, x, 1, y, weight);
  }

  private static double loss(QuantileRows rows, GradedWeights weights) {
    DenseNetwork network = new DenseNetwork(weights);
    float[] output = new float[4];
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      network.step(rows.x(), 3 * row, output);
      sum += rows.loss(row, 0, output, 0);
    }
    return sum / ROWS;
  }

  @Test
  void it_is_the_mean_over_the_rows_that_were_drawn() {
    QuantileRows one = rows(1);
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
    SiteGradient gradient = new SiteGradient(rows(1), 32);
    float[] weights = start.values().clone();
    assertArrayEquals(gradient.at(start, 3), gradient.at(start, 3));
    assertFalse(Arrays.equals(gradient.at(start, 3), gradient.at(start, 4)));
    assertArrayEquals(weights, start.values());
  }

  @Test
  void rounds_of_two_sites_teach_one_network_what_each_has_seen() {
    QuantileRows left = rows(-1);
    QuantileRows right = rows(1);
    GradedWeights weights = start;
    AdaptiveStep step = AdaptiveStep.first(SHAPE.parameters());
    for (int round = 0; round < 200; round++) {
      float[] one = new SiteGradient(left, 64).at(weights, round);
      float[] other = new SiteGradient(right, 64).at(weights, round);
      float[] mean = new float[one.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = -(one[i] + other[i]) / 2;
      }
      step = step.after(new WeightUpdate(mean));
      weights = new GradedWeights(SHAPE, step.applied(weights.values(), AdaptiveStep.RATE));
    }
    assertTrue(loss(left, weights) < 0.2 * loss(left, start), () -> "left");
    assertTrue(loss(right, weights) < 0.2 * loss(right, start), () -> "right");
    assertEquals(SHAPE.parameters(), weights.values().length);
  }

  @Test
  void no_rows_and_no_batch_are_refused() {
    QuantileRows none = new QuantileRows(0, 3, new float[0], 1, new float[0], new float[0]);
    assertThrows(IllegalArgumentException.class, () -> new SiteGradient(none, 1));
    assertThrows(IllegalArgumentException.class, () -> new SiteGradient(rows(1), 0));
  }
}
