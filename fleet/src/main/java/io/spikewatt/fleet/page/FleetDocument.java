package io.spikewatt.fleet.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.GatewayCondition.OpenAlarm;
import io.spikewatt.fleet.page.FleetOverview.ShownRound;
import io.spikewatt.fleet.page.RefusalLog.RefusedMessage;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The fleet as the page's event stream sends it. */
final class FleetDocument {

  /** A site is a field of its own, so that only those that changed are sent again. */
  static final String SITE = "site/";

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int MOST_NAMES = 100;

  private FleetDocument() {}

  /** One JSON object. */
  static byte[] of(FleetOverview fleet) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      put(json, "now", fleet.now());
      json.writeBooleanField("listening", fleet.listening());
      json.writeNumberField("silentAfterS", fleet.silentAfter().toSeconds());
      if (fleet.privacy().isPresent()) {
        json.writeObjectFieldStart("privacy");
        json.writeNumberField("noise", fleet.privacy().get().noise());
        json.writeNumberField("perMonth", fleet.privacy().get().perMonth());
        json.writeNumberField("perYear", fleet.privacy().get().perYear());
        json.writeEndObject();
      }
      rounds(json, fleet);
      models(json, fleet);
      refusals(json, fleet);
      for (SiteRow site : fleet.sites()) {
        site(json, site);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void site(JsonGenerator json, SiteRow site) throws IOException {
    GatewayContact contact = site.contact();
    json.writeObjectFieldStart(SITE + site.gateway().name());
    json.writeStringField("level", site.level().wireName());
    json.writeStringField("features", site.gateway().features());
    json.writeStringField("climate", site.gateway().climate());
    json.writeStringField("software", site.gateway().software());
    if (contact.connectedSince().isPresent()) {
      put(json, "connected", contact.connectedSince().get());
    }
    if (contact.connectedSince().isEmpty() || site.level() == AttentionLevel.SILENT) {
      put(json, "heard", contact.heardAt());
    }
    if (contact.recordsTo().isPresent()) {
      put(json, "recordsTo", contact.recordsTo().get());
    }
    if (contact.reported().isPresent()) {
      condition(json, contact.reported().get().condition());
    }
    json.writeEndObject();
  }

  private static void condition(JsonGenerator json, GatewayCondition condition) throws IOException {
    json.writeStringField("mode", condition.mode());
    number(json, "used", condition.learning().usedVersion());
    number(json, "onTrial", condition.learning().onTrial());
    json.writeNumberField("epsilon", condition.learning().epsilon());
    if (condition.learning().epsilonLimit().isPresent()) {
      json.writeNumberField("epsilonLimit", condition.learning().epsilonLimit().getAsDouble());
    }
    if (condition.alarms().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("alarms");
    for (OpenAlarm alarm : condition.alarms()) {
      json.writeStartObject();
      json.writeStringField("code", alarm.code());
      json.writeStringField("severity", alarm.severity().name().toLowerCase(Locale.ROOT));
      put(json, "since", alarm.since());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("moreAlarms", condition.moreAlarms());
  }

  private static void rounds(JsonGenerator json, FleetOverview fleet) throws IOException {
    json.writeArrayFieldStart("rounds");
    for (ShownRound round : fleet.rounds()) {
      json.writeStartObject();
      json.writeNumberField("round", round.line().round());
      json.writeStringField("features", round.line().features());
      json.writeStringField("state", round.line().state());
      json.writeStringField("reason", round.line().reason());
      put(json, "openedAt", round.line().openedAt());
      json.writeNumberField("members", round.members());
      if (round.open().isPresent()) {
        json.writeArrayFieldStart("phases");
        for (String phase : round.open().get().phases()) {
          json.writeString(phase);
        }
        json.writeEndArray();
        json.writeNumberField("awaited", round.open().get().awaited());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void models(JsonGenerator json, FleetOverview fleet) throws IOException {
    json.writeArrayFieldStart("models");
    for (ModelVersion model : fleet.models()) {
      json.writeStartObject();
      json.writeStringField("features", model.features());
      json.writeNumberField("version", model.version());
      json.writeStringField("stage", model.stage().name().toLowerCase(Locale.ROOT));
      put(json, "madeAt", model.madeAt());
      json.writeNumberField("gateways", model.trainedBy().size());
      json.writeArrayFieldStart("trainedBy");
      for (String name : model.trainedBy().stream().limit(MOST_NAMES).toList()) {
        json.writeString(name);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void refusals(JsonGenerator json, FleetOverview fleet) throws IOException {
    json.writeNumberField("refused", fleet.refusals().count());
    json.writeArrayFieldStart("refusals");
    for (RefusedMessage refused : fleet.refusals().newest()) {
      json.writeStartObject();
      put(json, "at", refused.at());
      json.writeStringField("gateway", refused.gateway());
      json.writeStringField("text", refused.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void number(JsonGenerator json, String name, Optional<Long> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.get());
    }
  }

  private static void put(JsonGenerator json, String name, Instant at) throws IOException {
    json.writeStringField(name, at.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
