package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AdaptiveStepTest {

  private static WeightUpdate update(float... values) {
    return new WeightUpdate(values);
  }

  /** By hand from the equations of Kingma and Ba, and Loshchilov and Hutter's decay. */
  @Test
  void the_first_two_steps_are_those_of_the_equations() {
    AdaptiveStep first = AdaptiveStep.first(1).after(update(0.2f));
    assertEquals(5 + 0.003 * (0.2 / (0.2 + 1e-6) - 0.01 * 5), first.applied(five(), 0.03)[0], 1e-6);
    AdaptiveStep second = first.after(update(-0.1f));
    double mean = (0.9 * 0.02 - 0.1 * 0.1) / (1 - 0.81);
    double square = (0.99 * 0.0004 + 0.01 * 0.01) / (1 - 0.9801);
    assertEquals(
        5 + 0.006 * (mean / (Math.sqrt(square) + 1e-6) - 0.01 * 5),
        second.applied(five(), 0.03)[0],
        1e-6);
  }

  private static float[] five() {
    return new float[] {5};
  }

  @Test
  void weights_that_agree_move_by_about_the_rate_whatever_the_size_of_their_updates() {
    AdaptiveStep state = AdaptiveStep.first(2);
    for (int round = 0; round < 300; round++) {
      state = state.after(update(1, 0.01f));
    }
    float[] moved = state.applied(new float[2], 0.1);
    assertEquals(0.1 * state.ofGreatestRate(), moved[0], 1e-5);
    assertEquals(0.1 * state.ofGreatestRate(), moved[1], 1e-5);
  }

  @Test
  void the_rate_rises_for_ten_rounds_and_then_falls_without_an_end() {
    AdaptiveStep state = AdaptiveStep.first(1);
    assertArrayEquals(five(), state.applied(five(), 1), "no round, no step");
    double[] rates = new double[1000];
    for (int round = 0; round < rates.length; round++) {
      state = state.after(update(0));
      rates[round] = state.ofGreatestRate();
    }
    assertEquals(1, Arrays.stream(rates).max().orElseThrow(), 1e-12);
    assertEquals(1, rates[9], 1e-12);
    assertEquals(0.1, rates[999], 1e-12);
    assertTrue(rates[4] < rates[9] && rates[500] > rates[999]);
  }

  @Test
  void a_state_comes_back_from_its_bytes_and_other_bytes_are_refused() throws Exception {
    AdaptiveStep state = AdaptiveStep.first(3).after(update(1, -2, 0.5f)).after(update(0, 1, 3));
    AdaptiveStep again = AdaptiveStep.decoded(state.encoded());
    assertEquals(2, again.rounds());
    assertArrayEquals(state.mean(), again.mean());
    assertArrayEquals(state.square(), again.square());
    byte[] cut = Arrays.copyOf(state.encoded(), state.encoded().length - 4);
    assertThrows(RoundRefusal.class, () -> AdaptiveStep.decoded(cut));
    byte[] uneven =
        new MessageWriter('A').number(1).floats(new float[2]).floats(new float[1]).bytes();
    assertThrows(RoundRefusal.class, () -> AdaptiveStep.decoded(uneven));
  }

  @Test
  void an_update_of_another_length_is_refused() {
    AdaptiveStep state = AdaptiveStep.first(3);
    assertThrows(IllegalArgumentException.class, () -> state.after(update(1)));
    assertThrows(IllegalArgumentException.class, () -> state.applied(new float[4], 1));
  }
}
