package io.spikewatt.controller.assist;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.CommandPayloads;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells limits and commands in force and who set them, or the limits of a past day. */
record LimitsTool(SiteFacts facts) {

  private static final int MOST_COMMANDS = 30;

  /**
   * Time in which setpoints named a source of a limit.
   *
   * @param from first decision that names it
   * @param last last one
   */
  private record Span(Instant from, Instant last) {

    Span with(Span later) {
      return new Span(from, later.last);
    }
  }

  Tool tool() {
    return new Tool(
        "limits",
        "Limits and commands",
        "Limits at the grid connection and commands in force, each with its sender and end; with a day"
            + " when limits decided on that day. Limits cannot be raised here.",
        true,
        List.of(SharedArguments.day("on", false, "A past day, such as 2026-10-31.")),
        (arguments, _) -> answer(arguments));
  }

  private ToolResult answer(ToolArguments arguments) {
    FigureWords figures = new FigureWords(facts.reading());
    Optional<String> on = arguments.text("on");
    if (on.isEmpty()) {
      return now(figures);
    }
    Optional<LocalDate> day = SharedArguments.date(on.get());
    if (day.isEmpty() || day.get().isAfter(figures.today())) {
      return new ToolResult.Refusal(
          "on", "a day until today such as 2026-10-31", FigureWords.quoted(on.get()));
    }
    try {
      return past(day.get(), figures);
    } catch (HistoryUnreadable | IOException e) {
      String why = FigureWords.quoted(String.valueOf(e.getMessage()));
      return new AnswerText().say("Unknown: " + why).with(body -> body.put("unknown", why));
    }
  }

  private ToolResult now(FigureWords figures) {
    SiteReading reading = figures.reading();
    AnswerText answer = new AnswerText();
    PointWords words = new PointWords(figures);
    List<SitePoint> limits =
        SitePoints.of(reading.site()).stream()
            .filter(point -> point.kind() instanceof PointKind.Limit)
            .toList();
    reading
        .report()
        .ifPresentOrElse(
            report -> {
              answer.say("Mode: " + report.mode().name());
              limits.forEach(point -> answer.say(limit(words, point, report)));
            },
            () -> answer.say("No control cycle has run yet, so the limits in force are unknown"));
    configured(answer, reading);
    List<ActiveCommand> commands =
        reading.commands().voices().stream()
            .filter(voice -> voice.command() instanceof SiteCommand.Lasting)
            .limit(MOST_COMMANDS)
            .toList();
    List<ActiveCommand> counting = reading.commands().counting();
    if (commands.isEmpty()) {
      answer.say("No command is in force: the plan and the rules decide");
    }
    commands.forEach(one -> answer.say(command(one, counting.contains(one), figures)));
    return answer.with(
        body -> {
          reading
              .report()
              .ifPresent(
                  report -> {
                    body.put("mode", report.mode().name());
                    words.write(body, limits, report);
                    limits.forEach(point -> by(body, point, report));
                  });
          body.put("configured_import_limit_w", reading.site().grid().importLimitW())
              .put("configured_export_limit_w", reading.site().grid().exportLimitW())
              .put("configured_reserve_soc_pct", reading.site().control().reserveSocPct())
              .each(
                  "commands",
                  commands,
                  (item, one) -> {
                    item.put("command", one.command().key())
                        .put("sender", FigureWords.quoted(one.sender()))
                        .put("counts", counting.contains(one));
                    CommandPayloads.voice(item, one);
                  });
        });
  }

  private static String limit(PointWords words, SitePoint point, CycleReport report) {
    LimitSource by = ((PointKind.Limit) point.kind()).by().apply(report.limits());
    String source = Phrase.of("set-by." + JsonWriter.word(by)).english();
    return words.sentence(point, report) + ", set by: " + source;
  }

  private static void by(JsonWriter body, SitePoint point, CycleReport report) {
    LimitSource by = ((PointKind.Limit) point.kind()).by().apply(report.limits());
    body.put(point.id().words() + "_by", JsonWriter.word(by));
  }

  private static void configured(AnswerText answer, SiteReading reading) {
    answer.say(
        "Configured are an import limit of %s, an export limit of %s and a reserve of %s"
            .formatted(
                FigureWords.watts(reading.site().grid().importLimitW()),
                FigureWords.watts(reading.site().grid().exportLimitW()),
                FigureWords.percent(reading.site().control().reserveSocPct(), 0)));
  }

  private static String command(ActiveCommand one, boolean counts, FigureWords figures) {
    StringBuilder text =
        new StringBuilder("Command ")
            .append(one.command().key())
            .append(counts ? "" : " (a stricter one counts)");
    one.command()
        .fields()
        .forEach(
            (name, value) ->
                text.append(", ").append(name).append(' ').append(value(one, value, figures)));
    text.append(", from ")
        .append(one.sender().isEmpty() ? "an unnamed sender" : FigureWords.quoted(one.sender()));
    return text.append(
            one.until().map(until -> ", until " + figures.time(until)).orElse(", without an end"))
        .toString();
  }

  private static String value(ActiveCommand one, Object value, FigureWords figures) {
    return switch (value) {
      case Double number ->
          one.command() instanceof SiteCommand.ReserveSoc
              ? FigureWords.percent(number, 0)
              : FigureWords.watts(number);
      case Instant at -> figures.time(at);
      default -> FigureWords.quoted(value.toString());
    };
  }

  private ToolResult past(LocalDate day, FigureWords figures) throws IOException {
    Instant from = figures.midnight(day);
    Instant to = figures.midnight(day.plusDays(1));
    Map<LimitSource, Span> spans = spans(from, to);
    AnswerText answer = new AnswerText();
    if (spans.isEmpty()) {
      answer.say(figures.day(day) + ": no logged setpoint names a limit of the grid connection");
    }
    for (Map.Entry<LimitSource, Span> one : spans.entrySet()) {
      String named = Phrase.of("set-by." + JsonWriter.word(one.getKey())).english();
      Span span = one.getValue();
      answer.say(
          "Setpoints name the limit by the %s from %s to %s"
              .formatted(named, figures.time(span.from), figures.time(span.last)));
      SeriesRows grid =
          SeriesRows.of(
              facts,
              SiteSeries.GRID_W,
              QuarterHour.startOf(span.from),
              QuarterHour.startOf(span.last).plus(QuarterHour.LENGTH));
      int highest = grid.highest();
      answer.say(
          "The highest quarter hour of import meanwhile: "
              + (highest < 0
                  ? "unknown"
                  : FigureWords.watts(grid.values()[highest])
                      + " at "
                      + figures.time(grid.start(highest))));
    }
    contacts(answer);
    return answer.with(
        body ->
            body.put("day", day.toString())
                .each(
                    "limits",
                    spans.entrySet(),
                    (item, one) ->
                        item.put("by", JsonWriter.word(one.getKey()))
                            .put("from", one.getValue().from)
                            .put("to", one.getValue().last)));
  }

  private Map<LimitSource, Span> spans(Instant from, Instant to) throws IOException {
    Map<LimitSource, Span> spans = new LinkedHashMap<>();
    for (LoggedDecision logged : facts.decisions(from, to)) {
      List<String> texts =
          JsonTree.of(logged.document()).find("setpoints").stream()
              .flatMap(all -> all.items().stream())
              .flatMap(one -> List.of("reason", "limitedBy").stream().map(one::find))
              .flatMap(Optional::stream)
              .map(JsonTree::text)
              .toList();
      Arrays.stream(LimitSource.values())
          .filter(source -> source != LimitSource.CONFIGURED && source != LimitSource.PRICE)
          .filter(source -> names(texts, source))
          .forEach(source -> spans.merge(source, new Span(logged.at(), logged.at()), Span::with));
    }
    return spans;
  }

  private static boolean names(List<String> texts, LimitSource source) {
    String named = Phrase.of("set-by." + JsonWriter.word(source)).english();
    return texts.stream().anyMatch(text -> text.contains(named));
  }

  private void contacts(AnswerText answer) {
    for (DeviceConfig device : facts.reading().site().devices()) {
      if (device.role() instanceof Role.LimitContact contact) {
        contact
            .importLimitW()
            .ifPresent(
                watts ->
                    answer.say(
                        "The contact %s is configured to limit import to %s"
                            .formatted(device.id(), FigureWords.watts(watts))));
        contact
            .exportLimitW()
            .ifPresent(
                watts ->
                    answer.say(
                        "The contact %s is configured to limit export to %s"
                            .formatted(device.id(), FigureWords.watts(watts))));
      }
    }
  }
}
