package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class HalfLifeTest {

  @Test
  void decays_and_logits_come_back() {
    for (double hours : new double[] {0.1, 1, 24, 5000}) {
      HalfLife half = new HalfLife(hours);
      assertEquals(0.5, half.decay(hours), 1e-12);
      assertEquals(hours, HalfLife.ofDecay(half.decay(0.25), 0.25).hours(), 1e-9 * hours);
      assertEquals(hours, HalfLife.ofLogit(half.logit()).hours(), 1e-9 * hours);
    }
  }

  /** The same neuron at steps of 15 and 60 minutes: a mean of decays would be another neuron. */
  @Test
  void sites_of_different_steps_agree_on_the_neuron_that_both_have() {
    HalfLife quarter = HalfLife.ofDecay(0.9, 0.25);
    HalfLife hour = HalfLife.ofDecay(Math.pow(0.9, 4), 1);
    HalfLife mean = HalfLife.mean(List.of(quarter, hour), new double[] {1, 3});
    assertEquals(0.9, mean.decay(0.25), 1e-12);
  }

  @Test
  void a_state_that_does_not_leak_has_no_half_life() {
    assertThrows(IllegalArgumentException.class, () -> HalfLife.ofDecay(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new HalfLife(-1));
  }
}
