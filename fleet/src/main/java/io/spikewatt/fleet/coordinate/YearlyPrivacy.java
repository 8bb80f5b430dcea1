package io.spikewatt.fleet.coordinate;

import io.spikewatt.inference.federated.PrivacyAccountant;
import java.time.Duration;
import java.util.Locale;

/**
 * Noise with which a year of rounds stays within an ε. A site counts as if it took part in each
 * round: the coordinator knows who did.
 *
 * @param noise standard deviation of the noise on a group's sum, in clips
 * @param roundsPerYear most rounds of a model in a year
 * @param perMonth ε of the most rounds in a month of 31 days, at {@link PrivacyAccountant#DELTA}
 * @param perYear ε of the rounds of a year
 */
public record YearlyPrivacy(double noise, int roundsPerYear, double perMonth, double perYear) {

  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration MONTH = Duration.ofDays(31);
  private static final Duration LEAST_PAUSE = Duration.ofMinutes(1);

  /**
   * The least noise.
   *
   * @param epsilon that a year may spend
   * @param pause between two rounds of a model
   * @throws IllegalArgumentException if no noise keeps a year of rounds within it
   */
  public static YearlyPrivacy within(double epsilon, Duration pause) {
    if (pause.compareTo(LEAST_PAUSE) < 0) {
      throw new IllegalArgumentException(
          "rounds with privacy need a pause of at least a minute, found " + pause);
    }
    int rounds = rounds(YEAR, pause);
    double noise = PrivacyAccountant.noiseFor(epsilon, PrivacyAccountant.DELTA, 1, rounds);
    YearlyPrivacy privacy =
        new YearlyPrivacy(noise, rounds, spent(noise, rounds(MONTH, pause)), spent(noise, rounds));
    if (privacy.perYear > epsilon) {
      throw new IllegalArgumentException(
          "no noise keeps %d rounds a year within ε %s: choose a longer pause"
              .formatted(rounds, epsilon));
    }
    return privacy;
  }

  private static int rounds(Duration time, Duration pause) {
    return Math.toIntExact(Math.ceilDiv(time.toMillis(), pause.toMillis()));
  }

  private static double spent(double noise, int rounds) {
    return PrivacyAccountant.fresh().after(1, noise, rounds).epsilon(PrivacyAccountant.DELTA);
  }

  /** For the operator. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "noise of %.1f clips in each group's sum: ε %.2f a month, %.2f a year (%d rounds), δ %.0e",
        noise,
        perMonth,
        perYear,
        roundsPerYear,
        PrivacyAccountant.DELTA);
  }
}
