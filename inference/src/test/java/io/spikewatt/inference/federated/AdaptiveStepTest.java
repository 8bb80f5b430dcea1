package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AdaptiveStepTest {

  /** By hand from the equations of Reddi et al. */
  @Test
  void the_first_two_steps_are_those_of_the_equations() {
    AdaptiveStep first =
        AdaptiveStep.first(0.1, 0.001, 1).after(new WeightUpdate(new float[] {0.2f}));
    assertEquals(0.1 * 0.02 / (Math.sqrt(0.0004) + 0.001), first.step().values()[0], 1e-7);
    AdaptiveStep second = first.after(new WeightUpdate(new float[] {-0.1f}));
    double mean = 0.9 * 0.02 - 0.1 * 0.1;
    double square = 0.99 * 0.0004 + 0.01 * 0.01;
    assertEquals(0.1 * mean / (Math.sqrt(square) + 0.001), second.step().values()[0], 1e-7);
  }

  @Test
  void weights_that_agree_move_by_about_the_rate_whatever_their_size() {
    AdaptiveStep state = AdaptiveStep.first(0.01, 1e-5, 2);
    for (int round = 0; round < 300; round++) {
      state = state.after(new WeightUpdate(new float[] {1, 0.01f}));
    }
    assertTrue(Math.abs(state.step().values()[0] - 0.01) < 1e-3);
    assertTrue(Math.abs(state.step().values()[1] - 0.01) < 1e-3);
  }
}
