package io.spikewatt.controller.decision;

import static io.spikewatt.config.words.Language.ENGLISH;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.forecast.PlanAndForecasts;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.forecast.WeatherUse;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequests;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.ForecastWeather;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One decision as a JSON object, bounded in size: long texts are cut. Keys are those of the topic
 * {@code state} where it has them; a power that is not known is a text that says why.
 */
record DecisionDocument(Site site) {

  /** More devices with a setpoint are counted only. */
  private static final int MOST_SETPOINTS = 24;

  /** The site and each of its devices may have some at once. */
  private static final int MOST_COMMANDS = 12;

  private static final int MOST_CHARACTERS = 200;

  String of(CycleReport report, ActiveCommands commands, PlanAndForecasts foreseen) {
    Moment now = report.snapshot().at();
    Optional<Plan> plan = foreseen.plan().filter(newest -> newest.valid(now));
    return JsonWriter.text(
        writer -> {
          writer
              .put("mode", report.mode().name())
              .put("doing", cut(ENGLISH.text(report.doing(), site.reader(now.instant()))));
          PhraseDocument.write(writer, DecisionHeadline.FIELD, report.headline());
          setpoints(writer, report);
          commands(writer, commands);
          powers(writer, report.state());
          foreseen
              .forecasts()
              .ifPresent(
                  ahead -> {
                    forecast(writer, "loadForecastW", ahead.load(), now.instant());
                    forecast(writer, "sourceForecastW", ahead.production(), now.instant());
                    weather(writer, ahead);
                  });
          plan.ifPresent(inForce -> plan(writer, inForce, foreseen, report.state()));
          costs(writer, DecisionCosts.of(site, report, plan));
        });
  }

  private static void setpoints(JsonWriter writer, CycleReport report) {
    List<Verdict> told = report.verdicts().stream().limit(MOST_SETPOINTS).toList();
    writer.each("setpoints", told, (item, verdict) -> setpoint(item, verdict, report));
    if (told.size() < report.verdicts().size()) {
      writer.put("moreSetpoints", report.verdicts().size() - told.size());
    }
  }

  /** Commands that count; a plan may weigh one that no setpoint names as its bound. */
  private static void commands(JsonWriter writer, ActiveCommands commands) {
    List<ActiveCommand> told = commands.counting().stream().limit(MOST_COMMANDS).toList();
    if (!told.isEmpty()) {
      writer.each("commands", told, DecisionDocument::command);
    }
  }

  private static void command(JsonWriter item, ActiveCommand one) {
    item.put("command", one.command().key()).put("value", cut(one.command().value()));
    if (!one.sender().isEmpty()) {
      item.put("sender", cut(one.sender()));
    }
    one.until().ifPresent(until -> item.put("until", until));
  }

  private static void setpoint(JsonWriter item, Verdict verdict, CycleReport report) {
    switch (verdict) {
      case Verdict.Approved approved -> {
        Signal signal = approved.setpoint().signal();
        String reason = approved.setpoint().reason();
        item.put("id", signal.deviceId())
            .put(signal.quantity().wireName(), Math.round(approved.setpoint().value()));
        worth(item, signal.deviceId(), approved.setpoint().value(), report.state());
        item.put("reason", cut(reason));
        report
            .reason(approved)
            .ifPresent(because -> PhraseDocument.write(item, SetpointReasons.FIELD, because));
        // The reason names the bound of dispatch already.
        List<String> more =
            report.limitedBy(approved).stream().filter(limit -> !reason.contains(limit)).toList();
        if (!more.isEmpty()) {
          item.put("limitedBy", cut(String.join("; ", more)));
        }
      }
      case Verdict.Refused refused ->
          item.put("id", refused.request().signal().deviceId()).put("refused", cut(refused.why()));
    }
  }

  /** Value of the last kWh that a cluster with a curve of work over power may draw. */
  private static void worth(JsonWriter item, String id, double watts, PlantState state) {
    state
        .assets()
        .find(id)
        .flatMap(AssetState::workCurve)
        .ifPresent(curve -> exact(item, "lastKwhWorth", curve.lastPerKwh(watts)));
  }

  private static void powers(JsonWriter writer, PlantState state) {
    estimate(writer, SitePoints.id(BalanceTerm.GRID).camel(), state.gridW());
    estimate(writer, SitePoints.LOAD.camel(), state.loadW());
    estimate(writer, SitePoints.id(BalanceTerm.PV).camel(), state.pvW());
    if (state.windW().isInstalled()) {
      estimate(writer, SitePoints.id(BalanceTerm.WIND).camel(), state.windW());
    }
    estimate(writer, SitePoints.id(BalanceTerm.BATTERY).camel(), state.batteryW());
    writer.each(
        "socPct",
        state.assets().all().stream()
            .filter(asset -> asset.isPresent() && asset.socPct().isKnown())
            .toList(),
        (item, asset) -> item.put("id", asset.id()).put("value", asset.socPct().ifKnown()));
  }

  private static void estimate(JsonWriter writer, String name, Estimate estimate) {
    switch (estimate) {
      case Estimate.Known known -> writer.put(name, Math.round(known.value()));
      case Estimate.Unknown unknown -> writer.put(name, cut("unknown: " + unknown.reason()));
    }
  }

  private static void forecast(JsonWriter writer, String name, Forecast ahead, Instant now) {
    long passed = Duration.between(ahead.origin(), now).toSeconds();
    int k = (int) Math.floorDiv(passed, ahead.slot().toSeconds());
    if (k >= 0
        && k < ahead.slots()
        && Double.isFinite(ahead.p10()[k] + ahead.p50()[k] + ahead.p90()[k])) {
      writer.in(
          name,
          body ->
              body.put("p10", Math.round(ahead.p10()[k]))
                  .put("p50", Math.round(ahead.p50()[k]))
                  .put("p90", Math.round(ahead.p90()[k])));
    }
  }

  /** Avoids lambdas of the weather's classes, which a site without such sources does not load. */
  private static void weather(JsonWriter writer, SiteForecasts ahead) {
    if (!ahead.weather().isEmpty()) {
      writer.in(
          "weather",
          body -> {
            for (Map.Entry<String, WeatherUse> one : ahead.weather().entrySet()) {
              body.in(one.getKey(), item -> ForecastWeather.write(item, one.getValue()));
            }
          });
    }
  }

  private void plan(JsonWriter writer, Plan plan, PlanAndForecasts foreseen, PlantState state) {
    Instant now = state.at().instant();
    int slot = plan.slotAt(now);
    writer.in(
        "prices",
        prices -> {
          exact(prices, "importPerKwh", plan.schedule().importPerKwh()[slot]);
          exact(prices, "exportPerKwh", plan.schedule().exportPerKwh()[slot]);
          prices.put("from", JsonWriter.word(foreseen.priceSource()));
          foreseen.withoutPricesSince().ifPresent(since -> prices.put("withoutPricesSince", since));
          OptionalDouble soc = PlanRequests.socPct(site, state);
          if (soc.isPresent() && plan.values().has(AssetSeries.BATTERY)) {
            Map<String, Double> levels = Map.of(AssetSeries.BATTERY, soc.getAsDouble());
            exact(prices, "storedPerKwh", plan.values().perKwh(AssetSeries.BATTERY, now, levels));
          }
        });
    writer.in(
        "plan",
        body -> {
          body.put("at", plan.madeAt().instant());
          exact(body, "expectedCost", plan.expectedCost());
          exact(
              body,
              SitePoints.id(BalanceTerm.BATTERY).camel(),
              plan.schedule().powerW(AssetSeries.BATTERY)[slot]);
        });
  }

  /** A number that is not finite is not known. */
  private static void exact(JsonWriter writer, String name, double value) {
    if (Double.isFinite(value)) {
      writer.exact(name, value);
    }
  }

  private void costs(JsonWriter writer, DecisionCosts costs) {
    switch (costs) {
      case DecisionCosts.Known known ->
          writer.in(
              "costs",
              body -> {
                body.put("currency", site.tariff().currency())
                    .put("until", known.until())
                    .put("netW", known.netW());
                known
                    .actions()
                    .forEach(
                        (name, action) ->
                            body.in(
                                name,
                                item ->
                                    item.put("powerW", action.powerW())
                                        .exact("cost", action.cost())));
              });
      case DecisionCosts.Unknown unknown -> writer.put("noCosts", cut(unknown.why()));
    }
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }
}
