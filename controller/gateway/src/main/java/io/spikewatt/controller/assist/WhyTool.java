package io.spikewatt.controller.assist;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Tells the decision in force at a time, with its reasons, costs and recorded powers. */
record WhyTool(SiteFacts facts) {

  private static final Map<String, String> ACTIONS =
      Map.of("charge", "Charging fully", "idle", "Idling", "discharge", "Discharging fully");

  Tool tool() {
    return new Tool(
        "why",
        "Reason of a decision",
        "The decision in force at a time: what was done, the reason and limit of each setpoint, prices,"
            + " expected costs of the alternatives, and the powers recorded in that quarter hour.",
        true,
        List.of(
            SharedArguments.time(
                "at",
                "Time by the site's clock, such as 03:00, yesterday 03:00 or 2026-06-15T03:00."
                    + " Without it: now.")),
        (arguments, _) -> answer(arguments));
  }

  private ToolResult answer(ToolArguments arguments) {
    String asked = arguments.text("at").orElse("");
    String json = facts.why(asked);
    FigureWords figures = new FigureWords(facts.reading());
    try {
      JsonTree found = JsonTree.of(json);
      Optional<JsonTree> error = found.find("error");
      if (error.isEmpty()) {
        return decision(found, asked.isEmpty(), figures, json);
      }
      String why = error.get().text();
      return why.startsWith("expected ")
          ? new ToolResult.Refusal(
              "at", "a past time of the site's clock", FigureWords.quoted(asked))
          : new AnswerText()
              .say("Unknown: " + FigureWords.quoted(why))
              .with(b -> b.put("unknown", why));
    } catch (IOException damaged) {
      return new AnswerText()
          .say("Unknown: the logged decision is damaged")
          .with(body -> body.put("unknown", "damaged"));
    }
  }

  private ToolResult decision(JsonTree found, boolean now, FigureWords figures, String json) {
    JsonTree decision = found.find("decision").orElseThrow();
    Instant slot = Instant.parse(found.text("slot"));
    AnswerText answer = new AnswerText();
    answer.say(
        "From %s to %s: %s"
            .formatted(
                figures.time(Instant.parse(found.text("at"))),
                figures.time(Instant.parse(found.text("until"))),
                FigureWords.quoted(found.text("headline"))));
    decision.find("doing").ifPresent(doing -> answer.say(FigureWords.quoted(doing.text())));
    answer.say("Mode: " + FigureWords.quoted(decision.text("mode")));
    if (decision.find("reduced").isPresent()) {
      answer.say("Details of a decision are kept for 120 days, so they are unknown for this one");
    }
    powers(answer, decision);
    setpoints(answer, decision);
    commands(answer, decision, figures);
    prices(answer, decision, figures);
    costs(answer, decision, figures);
    Map<SitePoint, OptionalDouble> means = means(slot, answer);
    recorded(answer, means, figures);
    OptionalDouble imported = row(SiteSeries.IMPORT_PER_KWH, slot);
    OptionalDouble exported = row(SiteSeries.EXPORT_PER_KWH, slot);
    paid(
        answer,
        "import",
        imported,
        facts.reading().site().tariff().importPerKwh(local(slot)),
        figures);
    paid(
        answer,
        "export",
        exported,
        facts.reading().site().tariff().exportPerKwh(local(slot)),
        figures);
    operator(answer, decision);
    if (now) {
      present(answer, figures);
    }
    return answer.with(
        body -> {
          body.document("logged", json);
          body.in(
              "recorded_means",
              all ->
                  means.forEach(
                      (point, value) -> {
                        if (value.isPresent()) {
                          all.exact(point.series(), value.getAsDouble());
                        } else {
                          all.put(point.series(), "unknown: no row of this quarter hour");
                        }
                      }));
          body.exact("import_per_kwh", imported).exact("export_per_kwh", exported);
        });
  }

  private ZonedDateTime local(Instant slot) {
    return slot.atZone(facts.reading().site().zone());
  }

  private static void powers(AnswerText answer, JsonTree decision) {
    for (SitePoint point : SitePoints.whole(PointOutlet.STATE)) {
      decision
          .find(point.id().camel())
          .ifPresent(
              value ->
                  answer.say(
                      "Decided with "
                          + PointWords.name(point).toLowerCase(Locale.ROOT)
                          + " "
                          + (value.kind() == JsonKind.NUMBER
                              ? FigureWords.watts(Double.parseDouble(value.text()))
                              : FigureWords.quoted(value.text()))));
    }
    decision.find("socPct").stream()
        .flatMap(all -> all.items().stream())
        .forEach(
            one ->
                answer.say(
                    "State of charge of %s: %s"
                        .formatted(one.text("id"), FigureWords.percent(one.number("value"), 0))));
  }

  private static void setpoints(AnswerText answer, JsonTree decision) {
    decision.find("setpoints").stream()
        .flatMap(all -> all.items().stream())
        .forEach(one -> answer.say(setpoint(one)));
  }

  private static String setpoint(JsonTree one) {
    StringBuilder text = new StringBuilder("Setpoint of ").append(one.text("id"));
    if (one.find("refused").isPresent()) {
      return text.append(" was refused: ")
          .append(FigureWords.quoted(one.text("refused")))
          .toString();
    }
    one.fields()
        .forEach(
            (name, value) -> {
              if (value.kind() == JsonKind.NUMBER && !name.equals("lastKwhWorth")) {
                text.append(": ")
                    .append(SetpointWords.value(name, Double.parseDouble(value.text())));
              }
            });
    text.append(", reason: ").append(FigureWords.quoted(one.text("reason")));
    one.find("limitedBy")
        .ifPresent(limit -> text.append("; ").append(FigureWords.quoted(limit.text())));
    return text.toString();
  }

  private static void commands(AnswerText answer, JsonTree decision, FigureWords figures) {
    decision.find("commands").stream()
        .flatMap(all -> all.items().stream())
        .forEach(one -> answer.say(command(one, figures)));
  }

  private static String command(JsonTree one, FigureWords figures) {
    StringBuilder text =
        new StringBuilder("Command in force: ")
            .append(one.text("command"))
            .append(' ')
            .append(FigureWords.quoted(one.text("value")));
    text.append(", from ")
        .append(
            one.find("sender")
                .map(sender -> FigureWords.quoted(sender.text()))
                .orElse("an unnamed sender"));
    return text.append(
            one.find("until")
                .map(until -> ", until " + figures.time(Instant.parse(until.text())))
                .orElse(", without an end"))
        .toString();
  }

  private static void prices(AnswerText answer, JsonTree decision, FigureWords figures) {
    Optional<JsonTree> prices = decision.find("prices");
    if (prices.isEmpty()) {
      answer.say("No plan was in force, so the value of a stored kWh is unknown");
      return;
    }
    prices
        .get()
        .find("storedPerKwh")
        .ifPresentOrElse(
            value ->
                answer.say(
                    "A stored kWh was worth "
                        + figures.price(Double.parseDouble(value.text()))
                        + " to the plan"),
            () -> answer.say("The value of a stored kWh is unknown"));
    for (String direction : List.of("import", "export")) {
      prices
          .get()
          .find(direction + "PerKwh")
          .ifPresent(
              value ->
                  answer.say(
                      "The plan reckoned with %s for %s"
                          .formatted(figures.price(Double.parseDouble(value.text())), direction)));
    }
  }

  private static void costs(AnswerText answer, JsonTree decision, FigureWords figures) {
    Optional<JsonTree> costs = decision.find("costs");
    Optional<JsonTree> chosen = costs.flatMap(all -> all.find("chosen"));
    if (chosen.isEmpty()) {
      decision
          .find("noCosts")
          .ifPresent(
              why ->
                  answer.say(
                      "Costs of alternatives are unknown: " + FigureWords.quoted(why.text())));
      return;
    }
    double cost = chosen.get().number("cost");
    answer.say(
        "The chosen power was expected to cost %s until %s"
            .formatted(
                figures.money(cost, 3), figures.time(Instant.parse(costs.get().text("until")))));
    new TreeMap<>(ACTIONS)
        .forEach(
            (key, name) ->
                costs
                    .get()
                    .find(key)
                    .ifPresent(
                        other -> {
                          double more = other.number("cost") - cost;
                          answer.say(
                              "%s instead: %s, which is %s %s"
                                  .formatted(
                                      name,
                                      figures.money(other.number("cost"), 3),
                                      figures.money(Math.abs(more), 3),
                                      more < 0 ? "less" : "more"));
                        }));
  }

  private Map<SitePoint, OptionalDouble> means(Instant slot, AnswerText answer) {
    Map<SitePoint, OptionalDouble> means = new LinkedHashMap<>();
    for (SitePoint point : SitePoints.of(facts.reading().site())) {
      if (!point.series().isEmpty()) {
        means.put(point, row(point.series(), slot));
      }
    }
    OptionalDouble possible = row(SiteSeries.PV_W, slot);
    OptionalDouble measured = row(SiteSeries.PV_MEASURED_W, slot);
    if (possible.isEmpty() && measured.isPresent()) {
      answer.say(
          "The plant was held back: production that was possible is not recorded, so what was lost"
              + " is unknown");
    }
    return means;
  }

  private OptionalDouble row(String series, Instant slot) {
    try {
      SeriesRows rows = SeriesRows.of(facts, series, slot, slot.plus(QuarterHour.LENGTH));
      return rows.at(0);
    } catch (HistoryUnreadable e) {
      return OptionalDouble.empty();
    }
  }

  private static void recorded(
      AnswerText answer, Map<SitePoint, OptionalDouble> means, FigureWords figures) {
    PointWords words = new PointWords(figures);
    means.forEach(
        (point, value) ->
            answer.say(
                "Recorded mean of the quarter hour, %s: %s"
                    .formatted(
                        PointWords.name(point).toLowerCase(Locale.ROOT),
                        value.isPresent()
                            ? words.value(point, value.getAsDouble())
                            : "unknown, there is no row")));
  }

  private static void paid(
      AnswerText answer, String direction, OptionalDouble row, double tariff, FigureWords figures) {
    answer.say(
        row.isPresent()
            ? "Recorded price of %s: %s".formatted(direction, figures.price(row.getAsDouble()))
            : "No published price of %s is recorded; the tariff's is %s"
                .formatted(direction, figures.price(tariff)));
  }

  /** Limit of the grid operator's contacts, if one of the setpoints names the operator. */
  private void operator(AnswerText answer, JsonTree decision) {
    String named = Phrase.of("set-by.grid-operator").english();
    boolean limits =
        decision.find("setpoints").stream()
            .flatMap(all -> all.items().stream())
            .flatMap(one -> one.fields().values().stream())
            .anyMatch(value -> value.text().contains(named));
    if (!limits) {
      return;
    }
    for (DeviceConfig device : facts.reading().site().devices()) {
      if (device.role() instanceof Role.LimitContact contact) {
        contact
            .importLimitW()
            .ifPresent(
                watts ->
                    answer.say(
                        "The %s limits import to %s by the contact %s"
                            .formatted(named, FigureWords.watts(watts), device.id())));
      }
    }
  }

  private void present(AnswerText answer, FigureWords figures) {
    Optional<CycleReport> report = figures.reading().report();
    PointWords words = new PointWords(figures);
    report.ifPresent(
        cycle ->
            words
                .installed(cycle)
                .forEach(point -> answer.say("Now " + words.sentence(point, cycle))));
  }
}
