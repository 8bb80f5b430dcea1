package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedWeights;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProximalTrainingTest {
  private final QuantileRows rows = RampRows.all();
  private final GradedWeights start =
      GradedWeights.initial(RampRows.SHAPE, new SplittableRandom(2));

  private double loss(GradedWeights weights) {
    return RampRows.loss(rows, weights);
  }

  private static double distance(GradedWeights one, GradedWeights other) {
    double squares = 0;
    for (int i = 0; i < one.values().length; i++) {
      squares += Math.pow(one.values()[i] - other.values()[i], 2);
    }
    return Math.sqrt(squares);
  }

  private GradedWeights trained(double pull, long seed) {
    return new ProximalTraining(rows, new ProximalSettings(60, 32, 5e-3, pull))
        .train(start, seed, () -> false);
  }

  @Test
  void some_steps_lower_the_loss_and_leave_the_rounds_weights_alone() {
    float[] before = start.values().clone();
    assertTrue(loss(trained(0, 1)) < 0.5 * loss(start));
    assertArrayEquals(before, start.values());
  }

  @Test
  void a_pull_keeps_the_weights_near_those_of_the_round() {
    double free = distance(trained(0, 1), start);
    double pulled = distance(trained(1, 1), start);
    assertTrue(pulled < 0.7 * free, pulled + " of " + free);
    assertTrue(loss(trained(1, 1)) < loss(start));
  }

  @Test
  void a_site_trains_its_read_out_alone() {
    int readOut = RampRows.SHAPE.outputMatrix();
    GradedWeights trained =
        new ProximalTraining(rows, new ProximalSettings(60, 32, 5e-3, 0))
            .train(start, readOut, 1, () -> false);
    for (int i = 0; i < readOut; i++) {
      assertEquals(start.values()[i], trained.values()[i]);
    }
    assertTrue(loss(trained) < loss(start));
  }

  @Test
  void the_same_seed_gives_the_same_weights_and_another_one_others() {
    assertArrayEquals(trained(0.1, 3).values(), trained(0.1, 3).values());
    assertTrue(!Arrays.equals(trained(0.1, 3).values(), trained(0.1, 4).values()));
  }

  @Test
  void a_cancelled_training_ends_at_once() {
    GradedWeights weights =
        new ProximalTraining(rows, new ProximalSettings(1_000_000, 32, 5e-3, 0))
            .train(start, 1, () -> true);
    assertArrayEquals(start.values(), weights.values());
  }

  @Test
  void no_rows_and_no_steps_are_refused() {
    QuantileRows none = new QuantileRows(0, 3, new float[0], 1, new float[0], new float[0]);
    ProximalSettings settings = new ProximalSettings(1, 1, 1e-3, 0);
    assertThrows(IllegalArgumentException.class, () -> new ProximalTraining(none, settings));
    assertThrows(IllegalArgumentException.class, () -> new ProximalSettings(0, 1, 1e-3, 0));
    assertThrows(IllegalArgumentException.class, () -> new ProximalSettings(1, 1, 1e-3, -1));
  }

  /** The gradient against differences of the loss, where no unit is at its bend. */
  @Test
  void the_gradient_is_that_of_the_loss() {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = start.values().clone();
    GradedWeights weights = new GradedWeights(RampRows.SHAPE, values);
    GradedGradient gradient = new GradedGradient(rows, weights, 0, random);
    gradient.clear();
    gradient.add(7, null);
    float[] found = gradient.mean(1).clone();
    DenseNetwork network = new DenseNetwork(weights);
    for (int i = 0; i < values.length; i++) {
      float kept = values[i];
      values[i] = kept + 1e-3f;
      double above = rowLoss(network, 7);
      values[i] = kept - 1e-3f;
      double below = rowLoss(network, 7);
      values[i] = kept;
      assertEquals((above - below) / 2e-3, found[i], 2e-3, "weight " + i);
    }
  }

  private double rowLoss(DenseNetwork network, int row) {
    float[] output = new float[4];
    network.step(rows.x(), 3 * row, output);
    double error = output[3] - rows.y()[row];
    return rows.loss(row, 0, output, 0) + 0.15 * error * error;
  }
}
