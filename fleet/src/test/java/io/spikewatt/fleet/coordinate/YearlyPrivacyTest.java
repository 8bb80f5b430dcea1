package io.spikewatt.fleet.coordinate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.federated.PrivacyAccountant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class YearlyPrivacyTest {

  private static final Duration WEEK = Duration.ofDays(7);

  @Test
  void a_year_of_rounds_stays_within_its_epsilon_and_less_noise_would_not() {
    YearlyPrivacy privacy = YearlyPrivacy.within(8, WEEK);
    assertEquals(53, privacy.roundsPerYear());
    assertTrue(privacy.perYear() <= 8 && privacy.perYear() > 7.9, privacy.text());
    assertTrue(spent(0.99 * privacy.noise(), 53) > 8);
    assertEquals(spent(privacy.noise(), 5), privacy.perMonth(), 1e-9);
    assertTrue(privacy.text().contains("a month, 8.00 a year (53 rounds)"), privacy.text());
  }

  private static double spent(double noise, int rounds) {
    return PrivacyAccountant.fresh().after(1, noise, rounds).epsilon(PrivacyAccountant.DELTA);
  }

  @Test
  void rarer_rounds_need_less_noise() {
    assertTrue(
        YearlyPrivacy.within(3, WEEK).noise()
            < YearlyPrivacy.within(3, Duration.ofHours(23)).noise());
  }

  @Test
  void rounds_on_end_have_no_privacy() {
    assertThrows(IllegalArgumentException.class, () -> YearlyPrivacy.within(3, Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> YearlyPrivacy.within(0.1, Duration.ofMinutes(1)));
  }
}
