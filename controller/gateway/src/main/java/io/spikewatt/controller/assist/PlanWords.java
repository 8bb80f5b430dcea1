package io.spikewatt.controller.assist;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A plan's figures in words and as fields.
 *
 * @param departures of connected cars
 */
record PlanWords(Plan plan, FigureWords figures, List<ChargingRequest> departures) {

  /** Powers below it are no charging, W. */
  private static final double STILL_W = 100;

  /** Requests that cannot be met; more are counted only. */
  private static final int MOST_UNMET = 12;

  static PlanWords of(Plan plan, FigureWords figures) {
    Optional<CycleReport> report = figures.reading().report();
    List<ChargingRequest> cars =
        report.stream()
            .flatMap(cycle -> cycle.state().assets().all().stream())
            .flatMap(asset -> asset.charging(figures.now()).stream())
            .toList();
    return new PlanWords(plan, figures, cars);
  }

  String cost() {
    return figures.money(plan.expectedCost());
  }

  double highestGridW() {
    return Arrays.stream(plan.schedule().gridW()).max().orElse(0);
  }

  /** State of charge of all batteries together at the starts of slots; empty without any. */
  double[] batterySocPct() {
    return level(AssetSeries.BATTERY);
  }

  private double[] level(String group) {
    return plan.schedule().stored(group).map(AssetSeries::level).orElse(new double[0]);
  }

  /** First slot in which a group charges. */
  OptionalInt firstCharge(String group) {
    double[] watts = plan.schedule().powerW(group);
    return IntStream.range(0, watts.length).filter(k -> watts[k] < -STILL_W).findFirst();
  }

  /** When a group charges first, in words. */
  String charges(String group, String name) {
    OptionalInt first = firstCharge(group);
    return first.isEmpty()
        ? "The plan does not charge " + name
        : "The plan charges %s first at %s, with %s (charging)"
            .formatted(
                name,
                figures.time(plan.start(first.getAsInt())),
                FigureWords.watts(plan.schedule().powerW(group)[first.getAsInt()]));
  }

  /** State of charge that a car has when it leaves; empty beyond the plan. */
  OptionalDouble atDeparture(ChargingRequest car) {
    return atDeparture(car.id(), car.departure());
  }

  OptionalDouble atDeparture(String id, Instant departure) {
    double[] level = plan.schedule().asset(id).map(AssetSeries::level).orElse(new double[0]);
    if (level.length == 0 || departure.isBefore(plan.start())) {
      return OptionalDouble.empty();
    }
    long slot = Duration.between(plan.start(), departure).dividedBy(plan.slot());
    return slot < level.length ? OptionalDouble.of(level[(int) slot]) : OptionalDouble.empty();
  }

  String car(String id, Instant departure) {
    OptionalDouble level = atDeparture(id, departure);
    return "The car at %s has at its departure at %s: %s"
        .formatted(
            id,
            figures.time(departure),
            level.isPresent()
                ? FigureWords.percent(level.getAsDouble(), 0)
                : "unknown, the plan ends before or does not follow it");
  }

  void unmet(AnswerText answer) {
    answer.say("Requests that cannot be met: " + plan.unmet().size());
    plan.unmet().stream()
        .limit(MOST_UNMET)
        .forEach(one -> answer.say(FigureWords.quoted(one.english())));
  }

  /** FigureWords of the whole plan. */
  void write(JsonWriter body) {
    body.put("made_at", plan.madeAt().instant())
        .put("valid_until", plan.validUntil().instant())
        .exact("expected_cost", plan.expectedCost())
        .exact("highest_grid_w", highestGridW());
    double[] soc = batterySocPct();
    if (soc.length > 0) {
      body.exact("lowest_battery_soc_pct", Arrays.stream(soc).min().orElseThrow())
          .exact("highest_battery_soc_pct", Arrays.stream(soc).max().orElseThrow());
    }
    body.put("unmet_count", plan.unmet().size())
        .put(
            "unmet",
            plan.unmet().stream()
                .limit(MOST_UNMET)
                .map(one -> FigureWords.quoted(one.english()))
                .toList());
  }
}
