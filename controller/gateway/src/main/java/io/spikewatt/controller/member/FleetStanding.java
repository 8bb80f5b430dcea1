package io.spikewatt.controller.member;

import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.inference.pooled.PooledTrial.TrialOutcome;
import java.util.Locale;
import java.util.Optional;

/**
 * How a gateway is in its fleet.
 *
 * @param problem why it does not take part; empty = the coordinator has answered
 * @param usedVersion version of the fleet's model in use; empty = the shipped one
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

  public String text() {
    String model =
        usedVersion.map(version -> "version " + version + " in use").orElse("own model in use");
    String trial = onTrial.map(version -> ", version " + version + " on trial").orElse("");
    return problem.orElse("connected") + "; " + model + trial + "; " + privacy.text();
  }

  /** Fields of the status document. */
  public void write(JsonWriter body) {
    body.put("takesPart", problem.isEmpty());
    problem.ifPresent(why -> body.put("problem", why));
    usedVersion.ifPresent(version -> body.put("usedVersion", version));
    onTrial.ifPresent(version -> body.put("onTrial", version));
    outcome.ifPresent(
        found ->
            body.in(
                "trial",
                trial ->
                    trial
                        .put("verdict", found.verdict().name().toLowerCase(Locale.ROOT))
                        .put("days", found.days())
                        .put("gain", found.gain())));
    body.in(
        "privacy",
        spent ->
            spent
                .put("epsilon", privacy.epsilon())
                .put("rounds", privacy.rounds())
                .put("maskedOnly", privacy.maskedOnly())
                .put("limit", privacy.limit()));
    refusal.ifPresent(text -> body.put("lastRefusal", text));
  }
}
