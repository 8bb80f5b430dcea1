package io.spikewatt.fleet.page;

import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.fleet.coordinate.YearlyPrivacy;
import io.spikewatt.fleet.page.FleetOverview.ShownRound;
import io.spikewatt.fleet.page.RefusalLog.RefusedMessage;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The fleet as the page's event stream sends it. */
final class FleetDocument {

  /** A site is a field of its own, so that only those that changed are sent again. */
  static final String SITE = "site/";

  private static final int MOST_NAMES = 100;

  private FleetDocument() {}

  /** One JSON object. */
  static byte[] of(FleetOverview fleet) {
    return JsonWriter.object(json -> fleet(json, fleet));
  }

  private static void fleet(JsonWriter json, FleetOverview fleet) {
    put(json, "now", fleet.now());
    json.put("listening", fleet.listening());
    json.put("silentAfterS", fleet.silentAfter().toSeconds());
    fleet.privacy().ifPresent(most -> json.in("privacy", inner -> privacy(inner, most)));
    json.each("rounds", fleet.rounds(), FleetDocument::round);
    json.each("models", fleet.models(), FleetDocument::model);
    json.put("refused", fleet.refusals().count());
    json.each("refusals", fleet.refusals().newest(), FleetDocument::refusal);
    for (SiteRow site : fleet.sites()) {
      json.in(SITE + site.gateway().name(), inner -> site(inner, site));
    }
  }

  private static void privacy(JsonWriter json, YearlyPrivacy privacy) {
    put(json, "noise", privacy.noise());
    put(json, "perMonth", privacy.perMonth());
    put(json, "perYear", privacy.perYear());
  }

  private static void site(JsonWriter json, SiteRow site) {
    GatewayContact contact = site.contact();
    json.put("level", site.level().wireName());
    json.put("features", site.gateway().features());
    json.put("climate", site.gateway().climate());
    json.put("software", site.gateway().software());
    contact.connectedSince().ifPresent(since -> put(json, "connected", since));
    if (contact.connectedSince().isEmpty() || site.level() == AttentionLevel.SILENT) {
      put(json, "heard", contact.heardAt());
    }
    contact.recordsTo().ifPresent(end -> put(json, "recordsTo", end));
    contact.reported().ifPresent(reported -> condition(json, reported.condition()));
  }

  private static void condition(JsonWriter json, GatewayCondition condition) {
    json.put("mode", condition.mode());
    condition.learning().usedVersion().ifPresent(version -> json.put("used", version));
    condition.learning().onTrial().ifPresent(version -> json.put("onTrial", version));
    put(json, "epsilon", condition.learning().epsilon());
    condition.learning().epsilonLimit().ifPresent(limit -> put(json, "epsilonLimit", limit));
    if (!condition.alarms().isEmpty()) {
      json.each(
          "alarms",
          condition.alarms(),
          (inner, alarm) -> {
            inner.put("code", alarm.code()).put("severity", JsonWriter.word(alarm.severity()));
            put(inner, "since", alarm.since());
          });
      json.put("moreAlarms", condition.moreAlarms());
    }
  }

  private static void round(JsonWriter json, ShownRound round) {
    json.put("round", round.line().round());
    json.put("features", round.line().features());
    json.put("state", round.line().state());
    json.put("reason", round.line().reason());
    put(json, "openedAt", round.line().openedAt());
    json.put("members", round.members());
    round
        .open()
        .ifPresent(open -> json.put("phases", open.phases()).put("awaited", open.awaited()));
  }

  private static void model(JsonWriter json, ModelVersion model) {
    json.put("features", model.features());
    json.put("version", model.version());
    json.put("stage", JsonWriter.word(model.stage()));
    put(json, "madeAt", model.madeAt());
    json.put("gateways", model.trainedBy().size());
    json.put("trainedBy", model.trainedBy().stream().limit(MOST_NAMES).toList());
  }

  private static void refusal(JsonWriter json, RefusedMessage refused) {
    put(json, "at", refused.at());
    json.put("gateway", refused.gateway()).put("text", refused.text());
  }

  /** To all its digits. */
  private static void put(JsonWriter json, String name, double finite) {
    json.document(name, Double.toString(finite));
  }

  private static void put(JsonWriter json, String name, Instant at) {
    json.put(name, at.truncatedTo(ChronoUnit.SECONDS));
  }
}
