package io.spikewatt.controller.member;

import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.inference.pooled.PooledTrial.TrialOutcome;
import java.util.Optional;

/**
 * How a gateway is in its fleet.
 *
 * @param problem why it does not take part; empty = the coordinator has answered
 * @param usedVersion version of the fleet's model in use; empty = the shipped one
 * @param onTrial version on trial
 * @param outcome of the newest trial, under way or over
 * @param privacy what rounds have spent this month
 * @param refusal what was refused last
 */
public record FleetStanding(
    Optional<String> problem,
    Optional<Long> usedVersion,
    Optional<Long> onTrial,
    Optional<TrialOutcome> outcome,
    PrivacySpent privacy,
    Optional<String> refusal) {

  /** Of a gateway that cannot take part until a reload. */
  public static FleetStanding outside(String problem, PrivacySpent privacy) {
    return new FleetStanding(
        Optional.of(problem),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        privacy,
        Optional.empty());
  }

  /** For a person, in a line. */
  public String text() {
    String model =
        usedVersion.map(version -> "version " + version + " in use").orElse("own model in use");
    String trial = onTrial.map(version -> ", version " + version + " on trial").orElse("");
    return problem.orElse("connected") + "; " + model + trial + "; " + privacy.text();
  }
}
