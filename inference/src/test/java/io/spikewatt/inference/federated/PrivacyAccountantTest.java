package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyAccountantTest {
  private static final double DELTA = 1e-5;

  /** Values of Opacus' accountant, computed outside this repository. */
  @ParameterizedTest
  @CsvSource({
    "1, 4, 30, 6.84",
    "1, 8, 30, 3.08",
    "0.1, 1, 100, 7.97",
    "0.1, 2, 100, 2.59",
    "0.01, 1, 100, 1.22",
    "0.01, 1, 365, 1.54",
    "1, 20, 365, 4.50"
  })
  void epsilon_is_that_of_the_reference(double q, double z, int rounds, double epsilon) {
    PrivacyAccountant spent = PrivacyAccountant.fresh().after(q, z, rounds);
    assertEquals(epsilon, spent.epsilon(DELTA), 0.011);
  }

  @Test
  void rounds_add_up_in_any_parts() {
    PrivacyAccountant whole = PrivacyAccountant.fresh().after(0.1, 2, 100);
    PrivacyAccountant parts = PrivacyAccountant.fresh().after(0.1, 2, 40).after(0.1, 2, 60);
    assertEquals(whole.epsilon(DELTA), parts.epsilon(DELTA), 1e-9);
    assertTrue(parts.after(0.1, 2, 1).epsilon(DELTA) > parts.epsilon(DELTA));
  }

  @Test
  void nothing_spent_is_nothing() {
    assertEquals(0, PrivacyAccountant.fresh().epsilon(DELTA));
    assertEquals(0, PrivacyAccountant.fresh().after(0, 1, 100).epsilon(DELTA));
  }

  @Test
  void the_noise_for_an_epsilon_keeps_it_and_no_less_does() {
    double noise = PrivacyAccountant.noiseFor(3, DELTA, 0.1, 60);
    assertTrue(PrivacyAccountant.fresh().after(0.1, noise, 60).epsilon(DELTA) <= 3);
    assertTrue(PrivacyAccountant.fresh().after(0.1, 0.99 * noise, 60).epsilon(DELTA) > 3);
  }
}
