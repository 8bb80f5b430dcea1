package io.spikewatt.fleet.coordinate;

import java.time.Duration;

/**
 * How a coordinator runs its rounds.
 *
 * @param phase longest wait for the messages of a phase
 * @param pause from the end of a round, or its release, to the next round of the same model
 * @param rounds of each model, then it stops; {@link Integer#MAX_VALUE} = it does not
 * @param perTrial rounds that build on each other before a version is tried and released
 * @param groupSize members of a group at best, at least 10
 * @param clip greatest norm of a gateway's update
 * @param canaries gateways that try a version before it is released
 * @param trial longest wait for their reports
 * @param mostWorse a version is released if its error at the canaries is at most this factor of
 *     what they use
 */
public record CoordinatorRules(
    Duration phase,
    Duration pause,
    int rounds,
    int perTrial,
    int groupSize,
    double clip,
    int canaries,
    Duration trial,
    double mostWorse) {

  public CoordinatorRules {
    if (perTrial < 1 || rounds < 0 || canaries < 1) {
      throw new IllegalArgumentException(
          "%d rounds, %d a trial, %d canaries".formatted(rounds, perTrial, canaries));
    }
  }

  /** A round a night. */
  public static final CoordinatorRules NIGHTLY =
      new CoordinatorRules(
          Duration.ofMinutes(30),
          Duration.ofHours(23),
          Integer.MAX_VALUE,
          7,
          20,
          2,
          5,
          Duration.ofDays(7),
          1.0);
}
