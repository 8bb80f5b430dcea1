package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.history.DayCosts.CostCourse;
import io.spikewatt.controller.history.EnergyFlow;
import io.spikewatt.controller.history.EnergySum;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.view.HistoryPeriod;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Tells energies, shares, peaks, prices, and the recorded and missing time of a period. */
record HistoryTool(SiteFacts facts) {

  /** Battery powers below it do not count as charging or discharging, W. */
  private static final double REVERSAL_W = 100;

  /** Gaps that are told one by one. */
  private static final int MOST_GAPS = 10;

  /**
   * Recorded quarter hours of a period, so far.
   *
   * @param grid import positive, W
   * @param load uncontrolled, W
   */
  private record Recorded(
      SeriesRows grid,
      SeriesRows load,
      SeriesRows battery,
      SeriesRows car,
      SeriesRows importPrice,
      SeriesRows exportPrice) {

    static Recorded of(SiteFacts facts, Instant from, Instant to) {
      return new Recorded(
          SeriesRows.of(facts, SiteSeries.GRID_W, from, to),
          SeriesRows.of(facts, SiteSeries.LOAD_W, from, to),
          SeriesRows.of(facts, SiteSeries.BATTERY_W, from, to),
          SeriesRows.of(facts, SiteSeries.EV_W, from, to),
          SeriesRows.of(facts, SiteSeries.IMPORT_PER_KWH, from, to),
          SeriesRows.of(facts, SiteSeries.EXPORT_PER_KWH, from, to));
    }
  }

  private record Gap(Instant from, Instant to) {}

  Tool tool() {
    return new Tool(
        "history",
        "History of a period",
        "Energies, self-sufficiency, self-consumption, highest quarter hour of import, price figures,"
            + " and recorded and missing time of a day, week, month or year.",
        true,
        List.of(
            SharedArguments.period(),
            SharedArguments.day("from", true, "First day of the period, such as 2026-10-01.")),
        (arguments, _) -> new PeriodReader(facts).answer(arguments, this::answer));
  }

  private ToolResult answer(PeriodHistory history, FigureWords figures) {
    AnswerText answer = new AnswerText();
    answer.say(
        PeriodReader.name(history, figures)
            + ": all figures are summed from the recorded means of quarter hours; what is not recorded"
            + " is unknown and in no sum");
    history.flows().forEach(flow -> answer.say(energy(history, flow)));
    shares(answer, history);
    Instant begin = history.total().start();
    Instant running = QuarterHour.startOf(figures.now());
    Instant end = history.total().end().isAfter(running) ? running : history.total().end();
    Recorded recorded = Recorded.of(facts, begin, end.isBefore(begin) ? begin : end);
    List<Gap> gaps = gaps(recorded.load);
    peak(answer, recorded.grid, figures);
    battery(answer, recorded.battery);
    prices(answer, recorded, figures);
    answer.say(
        "The load is recorded for %s, the grid for %s"
            .formatted(
                FigureWords.hours(recorded.load.knownHours() * 3600),
                FigureWords.hours(recorded.grid.knownHours() * 3600)));
    gaps.stream()
        .limit(MOST_GAPS)
        .forEach(
            gap ->
                answer.say(
                    "There is no record of the load from %s to %s, so what was used then is unknown"
                        .formatted(figures.time(gap.from), figures.time(gap.to))));
    if (gaps.size() > MOST_GAPS) {
      answer.say((gaps.size() - MOST_GAPS) + " more times without a record follow");
    }
    costs(answer, history, figures);
    return answer.with(body -> write(body, history, recorded, gaps));
  }

  private static String energy(PeriodHistory history, EnergyFlow flow) {
    EnergySum sum = history.total().energies().of(flow);
    String value =
        sum.isKnown()
            ? (sum.wh() == 0 ? "nothing" : FigureWords.kwh(sum.wh()))
                + ", known for "
                + FigureWords.hours((double) sum.knownS())
            : "unknown, nothing of it is recorded";
    return switch (flow) {
          case PRODUCTION -> "Production";
          case CONSUMPTION -> "Consumption of house, cars, heat pumps and compute";
          case IMPORT -> "Import from the grid";
          case EXPORT -> "Export to the grid";
          case CHARGED -> "Charged into the batteries";
          case DISCHARGED -> "Discharged from the batteries";
          case HOUSE -> "Consumption of the house alone";
          case CAR -> "Charged into cars";
          case CAR_DISCHARGED -> "Discharged from cars";
          case HEAT_PUMP -> "Heat pumps";
          case COMPUTE -> "Compute";
          default -> flow.key();
        }
        + ": "
        + value;
  }

  private static void shares(AnswerText answer, PeriodHistory history) {
    OptionalDouble sufficiency = history.total().energies().selfSufficiency();
    OptionalDouble consumption = history.total().energies().selfConsumption();
    answer.say(
        "Self-sufficiency, the share of consumption that was not imported: "
            + share(sufficiency)
            + "; it is at least 0 %, also where the battery charged from the grid");
    answer.say(
        "Self-consumption, the share of production that was not exported: " + share(consumption));
  }

  private static String share(OptionalDouble share) {
    return share.isPresent() ? FigureWords.percent(100 * share.getAsDouble(), 1) : "unknown";
  }

  private void peak(AnswerText answer, SeriesRows grid, FigureWords figures) {
    int highest = grid.highest();
    if (highest < 0) {
      answer.say("The highest quarter hour of import is unknown, no grid power is recorded");
      return;
    }
    answer.say(
        "The highest quarter hour at the grid was that from %s with %s; shorter peaks are not recorded"
            .formatted(
                figures.time(grid.start(highest)), FigureWords.watts(grid.values()[highest])));
    answer.say(
        "The configured import limit is "
            + FigureWords.watts(figures.reading().site().grid().importLimitW()));
  }

  private static void battery(AnswerText answer, SeriesRows battery) {
    if (battery.knownHours() > 0) {
      answer.say(
          "The batteries changed between charging and discharging %d times, by quarter hours of 100 W"
                  .formatted(battery.reversals(REVERSAL_W))
              + " or more");
    }
  }

  private static void prices(AnswerText answer, Recorded recorded, FigureWords figures) {
    OptionalDouble mean = recorded.importPrice.known().average();
    answer.say(
        "Mean of the recorded prices of import: "
            + (mean.isPresent() ? figures.price(mean.getAsDouble()) : "unknown, none is recorded"));
    if (recorded.exportPrice.knownHours() > 0) {
      answer.say(
          "The price of export was negative for "
              + FigureWords.hours(3600 * recorded.exportPrice.hours(price -> price < 0)));
    } else {
      answer.say("How long the price of export was negative is unknown, none is recorded");
    }
    OptionalDouble paid = recorded.importPrice.weightedByConsumption(recorded.car);
    if (paid.isPresent()) {
      answer.say(
          "Mean of the recorded prices of import while cars charged, weighted by their energy: "
              + figures.price(paid.getAsDouble()));
    }
    answer.say(
        "Which part of a load's energy came from sun, battery or grid is not recorded, so the share of"
            + " sun in it and its cost cannot be told");
  }

  private static void costs(AnswerText answer, PeriodHistory history, FigureWords figures) {
    Double cost = history.total().costs().cost().get(CostCourse.MEASURED);
    answer.say(
        cost == null
            ? "The cost of the whole site is unknown"
            : "The whole site cost " + figures.money(cost));
  }

  private static List<Gap> gaps(SeriesRows rows) {
    List<Gap> gaps = new ArrayList<>();
    int first = -1;
    for (int k = 0; k <= rows.values().length; k++) {
      boolean known = k == rows.values().length || rows.at(k).isPresent();
      if (!known && first < 0) {
        first = k;
      } else if (known && first >= 0) {
        gaps.add(new Gap(rows.start(first), rows.start(k)));
        first = -1;
      }
    }
    return gaps;
  }

  private static void write(
      JsonWriter body, PeriodHistory history, Recorded recorded, List<Gap> gaps) {
    body.put("start", history.total().start()).put("end", history.total().end());
    body.in(
        "energies_wh",
        all ->
            history
                .flows()
                .forEach(
                    flow -> {
                      EnergySum sum = history.total().energies().of(flow);
                      if (sum.isKnown()) {
                        all.exact(flow.key(), sum.wh());
                      } else {
                        all.put(flow.key(), "unknown");
                      }
                    }));
    body.exact("self_sufficiency", history.total().energies().selfSufficiency())
        .exact("self_consumption", history.total().energies().selfConsumption());
    int highest = recorded.grid.highest();
    if (highest >= 0) {
      body.exact("highest_grid_w", recorded.grid.values()[highest])
          .put("highest_grid_at", recorded.grid.start(highest));
    }
    body.put("load_known_h", recorded.load.knownHours())
        .put("grid_known_h", recorded.grid.knownHours())
        .each(
            "without_record",
            gaps.stream().limit(MOST_GAPS).toList(),
            (item, gap) -> item.put("from", gap.from).put("to", gap.to));
    if (history.request().period() != HistoryPeriod.DAY) {
      body.each(
          "steps",
          history.steps(),
          (item, step) -> {
            item.put("start", step.start());
            step(item, step, EnergyFlow.IMPORT);
            step(item, step, EnergyFlow.EXPORT);
            step(item, step, EnergyFlow.PRODUCTION);
            step(item, step, EnergyFlow.CONSUMPTION);
          });
    }
  }

  private static void step(JsonWriter item, PeriodHistory.Step step, EnergyFlow flow) {
    EnergySum sum = step.energies().of(flow);
    if (sum.isKnown()) {
      item.put(flow.key() + "_wh", Math.round(sum.wh()));
    }
  }
}
