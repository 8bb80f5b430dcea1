package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.history.DayCosts.CostCourse;
import io.spikewatt.controller.history.EnergyFlow;
import io.spikewatt.controller.history.EnergySum;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.view.HistoryPeriod;
import io.spikewatt.controller.view.PeriodCosts;
import io.spikewatt.controller.view.PeriodHistory;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tells what a period cost, and what it would have cost otherwise. */
record CostsTool(SiteFacts facts) {

  private static final Map<CostCourse, String> NAMES =
      new EnumMap<>(
          Map.of(
              CostCourse.MEASURED, "as measured",
              CostCourse.BY_RULE, "by plain self-consumption with the same battery",
              CostCourse.WITHOUT_BATTERY, "without a battery"));

  Tool tool() {
    return new Tool(
        "costs",
        "Costs of a period",
        "Cost of a day, week, month or year as measured, by plain self-consumption with the same"
            + " battery, and without a battery, with wear and the value of stored energy.",
        true,
        List.of(
            SharedArguments.period(),
            SharedArguments.day("from", true, "First day of the period, such as 2026-10-01.")),
        (arguments, _) -> new PeriodReader(facts).answer(arguments, this::answer));
  }

  private ToolResult answer(PeriodHistory history, FigureWords figures) {
    PeriodCosts costs = history.total().costs();
    AnswerText answer = new AnswerText();
    String name = PeriodReader.name(history, figures);
    if (costs.cost().isEmpty()) {
      answer.say(
          name + ": the cost is unknown, because too little of it is recorded or not summed yet");
    }
    costs
        .cost()
        .forEach(
            (course, cost) ->
                answer.say(
                    "%s cost %s %s".formatted(name, figures.money(cost), NAMES.get(course))));
    if (costs.cost().containsKey(CostCourse.MEASURED)) {
      differences(answer, costs, figures);
      answer.say(
          "Costs are of %d days with known costs, at the prices that were published and recorded or"
                  .formatted(costs.days())
              + " those of the tariff, gaps of up to an hour bridged, with wear of the battery and less the value of the energy stored"
              + " more");
    }
    for (EnergyFlow flow : List.of(EnergyFlow.IMPORT, EnergyFlow.EXPORT)) {
      EnergySum sum = history.total().energies().of(flow);
      answer.say(
          "%s: %s"
              .formatted(
                  flow == EnergyFlow.IMPORT ? "Imported" : "Exported",
                  sum.isKnown()
                      ? "%s, known for %s"
                          .formatted(
                              FigureWords.kwh(sum.wh()), FigureWords.hours((double) sum.knownS()))
                      : "unknown"));
    }
    OptionalDouble price = averagePrice(history);
    answer.say(
        "Mean of the recorded prices of import: "
            + (price.isPresent()
                ? figures.price(price.getAsDouble())
                : "unknown, none is recorded"));
    Optional<PeriodHistory.Step> dearest = dearest(history);
    dearest.ifPresent(
        step ->
            answer.say(
                "The dearest day was %s with %s"
                    .formatted(figures.day(date(step, figures)), figures.money(measured(step)))));
    if (history.request().period() == HistoryPeriod.WEEK) {
      history.steps().stream()
          .filter(CostsTool::isKnown)
          .forEach(
              step ->
                  answer.say(
                      "%s cost %s"
                          .formatted(
                              figures.day(date(step, figures)), figures.money(measured(step)))));
    }
    return answer.with(body -> write(body, history, price));
  }

  private static void differences(AnswerText answer, PeriodCosts costs, FigureWords figures) {
    double measured = Objects.requireNonNull(costs.cost().get(CostCourse.MEASURED));
    costs
        .cost()
        .forEach(
            (course, cost) -> {
              if (course != CostCourse.MEASURED) {
                double more = cost - measured;
                answer.say(
                    "Measured was %s %s than %s"
                        .formatted(
                            figures.money(Math.abs(more)),
                            more >= 0 ? "cheaper" : "dearer",
                            NAMES.get(course)));
              }
            });
  }

  private OptionalDouble averagePrice(PeriodHistory history) {
    return SeriesRows.of(
            facts, SiteSeries.IMPORT_PER_KWH, history.total().start(), history.total().end())
        .known()
        .average();
  }

  private static boolean isKnown(PeriodHistory.Step step) {
    return step.costs().cost().containsKey(CostCourse.MEASURED);
  }

  private static double measured(PeriodHistory.Step step) {
    return Objects.requireNonNull(step.costs().cost().get(CostCourse.MEASURED));
  }

  private static LocalDate date(PeriodHistory.Step step, FigureWords figures) {
    return step.start().atZone(figures.zone()).toLocalDate();
  }

  private static Optional<PeriodHistory.Step> dearest(PeriodHistory history) {
    return history.request().period() == HistoryPeriod.YEAR
        ? Optional.empty()
        : history.steps().stream()
            .filter(CostsTool::isKnown)
            .max(Comparator.comparingDouble(CostsTool::measured));
  }

  private static void write(JsonWriter body, PeriodHistory history, OptionalDouble price) {
    body.put("start", history.total().start())
        .put("end", history.total().end())
        .put("currency", history.currency())
        .put("days_known", history.total().costs().days());
    history
        .total()
        .costs()
        .cost()
        .forEach(
            (course, cost) ->
                body.exact(JsonWriter.word(course).replace('-', '_') + "_cost", cost));
    body.exact("mean_import_per_kwh", price);
    body.each(
        "steps",
        history.steps().stream().filter(CostsTool::isKnown).toList(),
        (item, step) ->
            item.put("start", step.start())
                .put("hours", (step.end().getEpochSecond() - step.start().getEpochSecond()) / 3600)
                .exact("measured_cost", measured(step)));
  }
}
