package io.spikewatt.controller.page;

import io.spikewatt.controller.decision.DecisionHeadline;
import io.spikewatt.controller.history.DayCosts.CostCourse;
import io.spikewatt.controller.history.EnergyFlow;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.view.HistoryPeriod;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodCosts;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.hal.time.QuarterHour;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A period of the history as one JSON object; an unknown value is null, never 0. */
public final class HistoryDocument {

  private HistoryDocument() {}

  public static String of(PeriodHistory history, PageTexts texts) {
    return JsonWriter.text(
        writer -> {
          HistoryRequest request = history.request();
          writer
              .put("period", request.period().word())
              .put("from", request.first().toString())
              .put("to", request.period().end(request.first()).toString())
              .put("zone", history.zone().getId())
              .put("currency", history.currency())
              .put("start", history.total().start())
              .put("end", history.total().end());
          history.recorded().ifPresent(span -> recorded(writer, span));
          List<PeriodHistory.Step> steps = history.steps();
          writer.numbers("seconds", steps.stream().map(HistoryDocument::seconds).toList());
          writer.in("flows", body -> flows(body, history));
          shares(writer, history);
          if (history.total().costs().days() > 0) {
            writer.in("costs", body -> costs(body, history));
          }
          writer.each(
              "socPct",
              history.course().socPct().entrySet(),
              (item, battery) ->
                  item.put("id", battery.getKey()).known("values", battery.getValue()));
          writer.each(
              "decisions",
              history.course().decisions(),
              (item, logged) -> {
                item.put("at", logged.at()).document("decision", logged.document());
                DecisionHeadline.of(logged.document())
                    .ifPresent(headline -> texts.in(item, "headlineIn", headline));
              });
        });
  }

  private static void recorded(JsonWriter writer, HistoryStore.Span span) {
    writer
        .put("recordedFrom", span.first())
        .put("recordedTo", span.last().plus(QuarterHour.LENGTH));
  }

  private static int seconds(PeriodHistory.Step step) {
    return (int) (step.end().getEpochSecond() - step.start().getEpochSecond());
  }

  private static void flows(JsonWriter writer, PeriodHistory history) {
    boolean parts = history.request().period() != HistoryPeriod.DAY;
    for (EnergyFlow flow : history.flows()) {
      writer.in(
          flow.key(),
          body -> {
            body.known("wh", each(history, step -> wh(step, flow)));
            if (parts) {
              body.known(
                  "knownS", each(history, step -> (double) step.energies().of(flow).knownS()));
            }
            double total = wh(history.total(), flow);
            if (!Double.isNaN(total)) {
              body.put("totalWh", total);
            }
            body.put("totalKnownS", history.total().energies().of(flow).knownS());
          });
    }
  }

  private static double wh(PeriodHistory.Step step, EnergyFlow flow) {
    return step.energies().of(flow).isKnown() ? step.energies().of(flow).wh() : Double.NaN;
  }

  private static void shares(JsonWriter writer, PeriodHistory history) {
    writer
        .put("selfSufficiency", history.total().energies().selfSufficiency())
        .put("selfConsumption", history.total().energies().selfConsumption());
  }

  private static void costs(JsonWriter writer, PeriodHistory history) {
    PeriodCosts total = history.total().costs();
    writer.put("days", total.days());
    total
        .cost()
        .forEach(
            (course, cost) -> writer.in(course.key(), body -> course(body, history, course, cost)));
  }

  private static void course(
      JsonWriter body, PeriodHistory history, CostCourse course, double cost) {
    body.exact("total", cost);
    Optional.ofNullable(history.total().costs().peakCharge().get(course))
        .filter(charge -> charge > 0)
        .ifPresent(charge -> body.exact("peakCharge", charge));
    if (history.request().period() != HistoryPeriod.DAY) {
      body.known("steps", each(history, step -> cost(step.costs().cost(), course)));
    }
  }

  private static double cost(Map<CostCourse, Double> costs, CostCourse course) {
    return costs.getOrDefault(course, Double.NaN);
  }

  private static double[] each(PeriodHistory history, ToDoubleFunction<PeriodHistory.Step> of) {
    return history.steps().stream().mapToDouble(of).toArray();
  }
}
