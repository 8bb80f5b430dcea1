package io.spikewatt.fleet.coordinate;

import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.inference.federated.AdaptiveStep;
import java.time.Duration;

/**
 * How a coordinator runs its rounds.
 *
 * @param phase longest wait for the messages of a phase
 * @param pause from the end of a round, or of a trial, to the next round of the same model
 * @param pauseAfterVoid the same after a round in which no gateway got as far as an update: too few
 *     take part at this time
 * @param rounds of each model, then it stops; {@link Integer#MAX_VALUE} = it does not
 * @param groupSize members of a group at best, at least 10
 * @param bounds of gateways' updates
 * @param release when a version is tried and released
 */
public record CoordinatorRules(
    Duration phase,
    Duration pause,
    Duration pauseAfterVoid,
    int rounds,
    int groupSize,
    UpdateBounds bounds,
    ReleaseRules release) {

  /**
   * @param rounds that build on each other before a version is tried
   * @param canaries gateways that try it
   * @param trial longest wait for their reports
   * @param mostWorse it is released if fewer than this share of the canaries that report find it
   *     worse than what they use; above 1 = all may
   */
  public record ReleaseRules(int rounds, int canaries, Duration trial, double mostWorse) {

    public ReleaseRules {
      if (rounds < 1 || canaries < 1) {
        throw new IllegalArgumentException(rounds + " rounds a trial at " + canaries + " canaries");
      }
    }
  }

  /** Greatest rate of the coordinator's steps. */
  double greatestRate() {
    return bounds.noise() > 0 ? AdaptiveStep.NOISY_RATE : AdaptiveStep.RATE;
  }

  /** Some 20 rounds in a night of gateways that learn at night, a trial about each week. */
  public static final CoordinatorRules NIGHTLY =
      new CoordinatorRules(
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Integer.MAX_VALUE,
          20,
          new UpdateBounds(0.5, 0),
          new ReleaseRules(100, 9, Duration.ofDays(7), 0.5));
}
