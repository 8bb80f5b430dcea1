package io.spikewatt.controller.member;

import io.spikewatt.controller.json.JsonWriter;
import java.util.Locale;

/** The fleet in the status document. */
public final class FleetPayload {

  private FleetPayload() {}

  public static void write(JsonWriter body, FleetStanding fleet) {
    body.put("takesPart", fleet.problem().isEmpty());
    fleet.problem().ifPresent(why -> body.put("problem", why));
    fleet.usedVersion().ifPresent(version -> body.put("usedVersion", version));
    fleet.onTrial().ifPresent(version -> body.put("onTrial", version));
    fleet
        .outcome()
        .ifPresent(
            outcome ->
                body.in(
                    "trial",
                    trial ->
                        trial
                            .put("verdict", outcome.verdict().name().toLowerCase(Locale.ROOT))
                            .put("days", outcome.days())
                            .put("gain", outcome.gain())));
    body.in(
        "privacy",
        privacy -> {
          privacy
              .put("epsilon", fleet.privacy().epsilon())
              .put("rounds", fleet.privacy().rounds())
              .put("maskedOnly", fleet.privacy().maskedOnly());
          fleet.privacy().limit().ifPresent(limit -> privacy.put("limit", limit));
        });
    fleet.refusal().ifPresent(text -> body.put("lastRefusal", text));
  }
}
