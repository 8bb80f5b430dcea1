package io.spikewatt.controller.assist;

import static io.spikewatt.config.words.Language.ENGLISH;

import io.spikewatt.controller.assistant.mcp.ArgumentKind;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolArgument;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.price.PriceOrigin;
import io.spikewatt.controller.price.PricedSlot;
import io.spikewatt.controller.report.MqttTopics.Forecasted;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Tells a forecast with its record, or that of a past day against what came. */
record ForecastTool(SiteFacts facts) {

  Tool tool() {
    return new Tool(
        "forecast",
        "Forecast",
        "The newest forecast of load, PV, wind or price, by day, with its record; with a past day the"
            + " forecast of that day against what was recorded.",
        true,
        List.of(
            new ToolArgument(
                "series",
                new ArgumentKind.Choice(
                    Arrays.stream(Forecasted.values()).map(JsonWriter::word).toList()),
                true,
                "What is forecast."),
            SharedArguments.day("on", false, "A past day, such as 2026-10-31.")),
        (arguments, _) -> answer(arguments));
  }

  private ToolResult answer(ToolArguments arguments) {
    Forecasted series =
        Forecasted.valueOf(arguments.choice("series").orElseThrow().toUpperCase(Locale.ROOT));
    FigureWords figures = new FigureWords(facts.reading());
    Optional<String> on = arguments.text("on");
    try {
      if (on.isEmpty()) {
        return ahead(series, figures);
      }
      Optional<LocalDate> day = SharedArguments.date(on.get());
      if (day.isEmpty() || day.get().isAfter(figures.today())) {
        return new ToolResult.Refusal(
            "on", "a day until today such as 2026-10-31", FigureWords.quoted(on.get()));
      }
      return record(series, day.get(), figures);
    } catch (HistoryUnreadable | IOException e) {
      return new AnswerText()
          .say("Unknown: " + FigureWords.quoted(String.valueOf(e.getMessage())))
          .with(body -> body.put("unknown", FigureWords.quoted(String.valueOf(e.getMessage()))));
    }
  }

  private ToolResult ahead(Forecasted series, FigureWords figures) throws IOException {
    AnswerText answer = new AnswerText();
    if (series == Forecasted.PRICE) {
      prices(answer, figures);
    }
    String document = facts.forecasts().get(series);
    if (document == null) {
      return answer
          .say("There is no forecast of " + JsonWriter.word(series) + " now")
          .with(body -> body.put("unknown", "no forecast of this series now"));
    }
    JsonTree forecast = JsonTree.of(document);
    Instant origin = Instant.parse(forecast.text("origin"));
    Duration slot = Duration.ofSeconds((long) forecast.number("slotS"));
    Map<LocalDate, List<Double>> days = new TreeMap<>();
    List<JsonTree> means = forecast.find("mean").map(JsonTree::items).orElse(List.of());
    for (int k = 0; k < means.size(); k++) {
      LocalDate day = origin.plus(slot.multipliedBy(k)).atZone(figures.zone()).toLocalDate();
      days.computeIfAbsent(day, _ -> new ArrayList<>())
          .add(Double.parseDouble(means.get(k).text()));
    }
    double hours = slot.toSeconds() / 3600.0;
    days.forEach(
        (day, values) -> {
          double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
          answer.say(
              "%s: %s expected in %s of the day"
                  .formatted(
                      figures.day(day),
                      series == Forecasted.PRICE
                          ? figures.price(mean) + " on average"
                          : FigureWords.kwh(mean * values.size() * hours),
                      FigureWords.hours(values.size() * hours * 3600)));
        });
    quality(answer, forecast);
    return answer.with(
        body ->
            body.put("origin", origin)
                .put("unit", forecast.text("unit"))
                .put("model", forecast.text("model"))
                .each(
                    "days",
                    days.entrySet(),
                    (item, day) ->
                        item.put("day", day.getKey().toString())
                            .put("known_h", day.getValue().size() * hours)
                            .exact(
                                "mean",
                                day.getValue().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .average()
                                    .orElseThrow())));
  }

  private static void quality(AnswerText answer, JsonTree forecast) {
    answer.say(
        "Its skill is "
            + forecast
                .find("skill")
                .map(skill -> FigureWords.number(Double.parseDouble(skill.text()), 2))
                .orElse("unknown, it was not scored yet")
            + " (1 is perfect, 0 is as good as the naive forecast)");
    answer.say(
        "Outcomes between P10 and P90: "
            + forecast
                .find("coverage")
                .map(share -> FigureWords.percent(100 * Double.parseDouble(share.text()), 0))
                .orElse("unknown")
            + " (80 % by design)");
  }

  private void prices(AnswerText answer, FigureWords figures) {
    Instant from = QuarterHour.startOf(figures.now());
    int slots = QuarterHour.count(figures.reading().site().control().horizon());
    List<PricedSlot> priced = facts.priced(from, slots);
    Optional<PricedSlot> last =
        priced.stream().filter(ForecastTool::published).reduce((_, later) -> later);
    answer.say(
        last.map(
                slot ->
                    "Published prices are known until "
                        + figures.time(slot.start().plus(QuarterHour.LENGTH))
                        + "; later ones are forecast or the tariff's")
            .orElse("No published price of a coming quarter hour is known"));
    facts
        .reading()
        .alarms()
        .forEach(
            (code, alarm) -> {
              if (code.startsWith("source/") || code.startsWith("prices-")) {
                answer.say(
                    FigureWords.quoted(
                        ENGLISH.text(alarm, figures.reading().site().reader(figures.now()))));
              }
            });
  }

  private static boolean published(PricedSlot slot) {
    PriceOrigin origin = slot.energy().origin();
    return origin == PriceOrigin.COMMAND || origin == PriceOrigin.SOURCE;
  }

  private ToolResult record(Forecasted series, LocalDate day, FigureWords figures)
      throws IOException {
    if (series == Forecasted.PRICE) {
      return new ToolResult.Refusal("series", "load, pv or wind with a past day", "price");
    }
    Instant from = figures.midnight(day);
    Instant to = figures.midnight(day.plusDays(1));
    boolean load = series == Forecasted.LOAD;
    SeriesRows forecast = logged(load ? "loadForecastW" : "sourceForecastW", from, to);
    SeriesRows recorded = recorded(series, from, to);
    OptionalDouble error = forecast.meanDifference(recorded);
    AnswerText answer = new AnswerText();
    answer.say(
        "%s: the median forecast at the start of each quarter hour adds up to %s, known for %s"
            .formatted(
                figures.day(day),
                forecast.knownHours() > 0 ? FigureWords.kwh(forecast.wh()) : "an unknown energy",
                FigureWords.hours(forecast.knownHours() * 3600)));
    if (!load) {
      answer.say("It is that of sun and wind together");
    }
    answer.say(
        "Recorded: %s, known for %s"
            .formatted(
                recorded.knownHours() > 0 ? FigureWords.kwh(recorded.wh()) : "an unknown energy",
                FigureWords.hours(recorded.knownHours() * 3600)));
    answer.say(
        "Mean absolute difference of the quarter hours: "
            + (error.isPresent() ? FigureWords.watts(error.getAsDouble()) : "unknown"));
    return answer.with(
        body -> {
          if (forecast.knownHours() > 0) {
            body.exact("forecast_wh", forecast.wh());
          }
          if (recorded.knownHours() > 0) {
            body.exact("recorded_wh", recorded.wh());
          }
          body.put("forecast_known_h", forecast.knownHours())
              .put("recorded_known_h", recorded.knownHours())
              .exact("mean_difference_w", error);
        });
  }

  /** Medians of the first decision of each quarter hour. */
  private SeriesRows logged(String field, Instant from, Instant to) throws IOException {
    double[] values = new double[(int) Duration.between(from, to).dividedBy(QuarterHour.LENGTH)];
    Arrays.fill(values, Double.NaN);
    for (LoggedDecision decision : facts.decisions(from, to)) {
      int slot = (int) Duration.between(from, decision.at()).dividedBy(QuarterHour.LENGTH);
      if (Double.isNaN(values[slot])) {
        values[slot] =
            JsonTree.of(decision.document())
                .find(field)
                .map(band -> band.number("p50"))
                .orElse(Double.NaN);
      }
    }
    return new SeriesRows(from, values);
  }

  private SeriesRows recorded(Forecasted series, Instant from, Instant to) {
    if (series == Forecasted.LOAD) {
      return SeriesRows.of(facts, SiteSeries.LOAD_W, from, to);
    }
    SeriesRows sun = SeriesRows.of(facts, SiteSeries.PV_MEASURED_W, from, to);
    SeriesRows wind = SeriesRows.of(facts, SiteSeries.WIND_MEASURED_W, from, to);
    boolean both = wind.knownHours() > 0;
    double[] sum = sun.values().clone();
    Arrays.setAll(sum, k -> both ? sum[k] + wind.values()[k] : sum[k]);
    return new SeriesRows(from, sum);
  }
}
