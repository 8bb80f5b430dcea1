package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UpdateGridTest {
  private static final int MEMBERS = 100;
  private final UpdateGrid grid = UpdateGrid.of(2, MEMBERS);

  @Test
  void the_mean_of_a_sum_is_the_plain_mean_to_half_a_step() {
    SplittableRandom random = new SplittableRandom(1);
    int[] sum = new int[50];
    double[] plain = new double[50];
    for (int member = 0; member < MEMBERS; member++) {
      float[] values = new float[50];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-2, 2);
        plain[i] += values[i] / (double) MEMBERS;
      }
      MaskSums.add(sum, grid.quantised(new WeightUpdate(values)), 1);
    }
    WeightUpdate mean = grid.mean(sum, MEMBERS);
    for (int i = 0; i < plain.length; i++) {
      assertEquals(plain[i], mean.values()[i], grid.step() / 2 + Math.ulp(2f));
    }
  }

  @Test
  void a_sum_of_the_greatest_values_does_not_overflow() {
    int[] sum = new int[2];
    for (int member = 0; member < MEMBERS; member++) {
      MaskSums.add(sum, grid.quantised(new WeightUpdate(new float[] {2, -2})), 1);
    }
    WeightUpdate mean = grid.mean(sum, MEMBERS);
    assertEquals(2, mean.values()[0], 1e-6);
    assertEquals(-2, mean.values()[1], 1e-6);
  }

  @Test
  void values_beyond_the_range_are_cut_to_it() {
    int[] steps = grid.quantised(new WeightUpdate(new float[] {7, Float.NEGATIVE_INFINITY}));
    assertEquals(grid.largest(), steps[0]);
    assertEquals(-grid.largest(), steps[1]);
  }

  @Test
  void noise_has_the_asked_deviation() {
    WeightUpdate zeros = new WeightUpdate(new float[20_000]);
    double squares = 0;
    for (int steps : grid.noised(zeros, 0.25, new SplittableRandom(2))) {
      squares += Math.pow(steps * grid.step(), 2);
    }
    assertEquals(0.25, Math.sqrt(squares / 20_000), 0.005);
  }

  @Test
  void what_is_no_number_is_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> grid.quantised(new WeightUpdate(new float[] {Float.NaN})));
  }
}
