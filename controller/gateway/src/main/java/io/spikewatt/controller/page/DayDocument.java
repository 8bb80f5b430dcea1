package io.spikewatt.controller.page;

import io.spikewatt.controller.decision.DecisionHeadline;
import io.spikewatt.controller.decision.SetpointReasons;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The last day: slot means of the recorded series, and what was decided. */
public final class DayDocument {

  private DayDocument() {}

  /**
   * One JSON object. A slot without a value is null.
   *
   * @param series by name, with the same step
   * @param texts writes headlines
   */
  static String of(
      Map<String, TimeSeries> series, List<LoggedDecision> decisions, PageTexts texts) {
    return JsonWriter.text(
        writer -> {
          writer.each(
              "series",
              series.entrySet().stream()
                  .filter(entry -> entry.getValue().values().length > 0)
                  .toList(),
              (item, entry) -> {
                TimeSeries means = entry.getValue();
                item.put("name", entry.getKey())
                    .put("start", means.start())
                    .put("slotS", means.step().toSeconds())
                    .document("values", values(means.values()));
              });
          writer.each(
              "decisions",
              decisions,
              (item, logged) -> {
                item.put("at", logged.at())
                    .put("unlogged", logged.unlogged())
                    .document("decision", logged.document());
                DecisionHeadline.of(logged.document())
                    .ifPresent(headline -> texts.in(item, "headlineIn", headline));
                item.each(
                    "becauseIn",
                    SetpointReasons.of(logged.document()),
                    (one, reason) -> reason.ifPresent(because -> texts.each(one, because)));
              });
        });
  }

  private static String values(double[] values) {
    return DoubleStream.of(values)
        .mapToObj(
            value ->
                Double.isFinite(value) ? Double.toString(Math.round(value * 10) / 10.0) : "null")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** How far back it looks. */
  public static Instant start(Instant now) {
    return now.minus(Duration.ofDays(1));
  }
}
