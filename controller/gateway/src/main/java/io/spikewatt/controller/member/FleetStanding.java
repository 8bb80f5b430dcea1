package io.spikewatt.controller.member;

import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a gateway is in its fleet.
 *
 * @param problem why it does not take part; empty = the coordinator has answered
 * @param usedVersion newest version of the fleet's model in the blend; empty = none
 * @param share of the fleet's versions in the next day's forecast, 0 to 1; empty = no version
 * @param privacy what rounds have spent this month
 * @param refusal what was refused last
 */
public record FleetStanding(
    Optional<String> problem,
    Optional<Long> usedVersion,
    OptionalDouble share,
    PrivacySpent privacy,
    Optional<String> refusal) {

  /** Of a gateway that cannot take part until a reload. */
  public static FleetStanding outside(String problem, PrivacySpent privacy) {
    return new FleetStanding(
        Optional.of(problem), Optional.empty(), OptionalDouble.empty(), privacy, Optional.empty());
  }

  public String text() {
    String model =
        usedVersion
            .map(version -> "version %d blended, share %.0f %%".formatted(version, percent()))
            .orElse("own model alone");
    return problem.orElse("connected") + "; " + model + "; " + privacy.text();
  }

  private double percent() {
    return 100 * share.orElse(0);
  }

  /** Fields of the status document. */
  public void write(JsonWriter body) {
    body.put("takesPart", problem.isEmpty());
    problem.ifPresent(why -> body.put("problem", why));
    usedVersion.ifPresent(version -> body.put("usedVersion", version));
    share.ifPresent(part -> body.put("share", part));
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
