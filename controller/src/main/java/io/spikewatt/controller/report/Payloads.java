package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.StateDetail;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.io.WriteTally;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The payload of each topic. A value that is not known has no {@code value} field but says why:
 * nobody can read it as 0.
 */
final class Payloads {

  private Payloads() {}

  static byte[] state(CycleReport report, Collection<String> alarms) {
    PlantState state = report.state();
    return JsonWriter.object(
        jsonWriter -> {
          jsonWriter
              .put("at", state.at().instant())
              .put("mode", report.mode().name())
              .put("reason", report.mode().reason())
              .put("doing", report.doing())
              .put("grid", state.connection().name().toLowerCase(java.util.Locale.ROOT));
          powers(jsonWriter, state);
          assets(jsonWriter, state);
          jsonWriter.in(
              "limits",
              limits ->
                  limits
                      .put("importW", report.limits().importW())
                      .put("importBy", lower(report.limits().importWhy()))
                      .put("exportW", report.limits().exportW())
                      .put("exportBy", lower(report.limits().exportWhy())));
          jsonWriter.put("notes", state.notes()).put("alarms", alarms);
        });
  }

  private static void powers(JsonWriter jsonWriter, PlantState state) throws IOException {
    for (BalanceTerm term : BalanceTerm.values()) {
      if (term.powerKey().isPresent() && told(state, term)) {
        estimate(jsonWriter, term.powerKey().get(), state.powerW(term));
      }
    }
    estimate(jsonWriter, "loadW", state.loadW());
  }

  private static boolean told(PlantState state, BalanceTerm term) {
    return term.isAlwaysTold() || state.powerW(term).isInstalled();
  }

  private static void assets(JsonWriter jsonWriter, PlantState state) throws IOException {
    for (BalanceTerm term : BalanceTerm.values()) {
      if (term.listKey().isPresent() && told(state, term)) {
        jsonWriter.each(
            term.listKey().get(),
            state.assets().group(term).each(),
            (item, asset) -> {
              item.put("id", asset.id());
              details(item, asset.details());
            });
      }
    }
  }

  private static void details(JsonWriter item, List<StateDetail> details) throws IOException {
    for (StateDetail detail : details) {
      switch (detail) {
        case StateDetail.Word word -> item.put(word.key(), lower(word.value()));
        case StateDetail.Quantity quantity -> estimate(item, quantity.key(), quantity.value());
        case StateDetail.Amount amount -> item.put(amount.key(), amount.value());
        case StateDetail.Time time -> item.put(time.key(), time.value());
        case StateDetail.Group group -> item.in(group.key(), body -> details(body, group.fields()));
      }
    }
  }

  static byte[] telemetry(Moment now, List<Sample> samples, List<WriteTally> writes) {
    return JsonWriter.object(
        jsonWriter -> {
          jsonWriter
              .put("at", now.instant())
              .in(
                  "signals",
                  signals -> {
                    for (Sample sample : samples) {
                      signals.in(
                          sample.signal().quantity().wireName(), body -> sample(body, sample, now));
                    }
                  });
          if (!writes.isEmpty()) {
            jsonWriter.in(
                "writes",
                outputs -> {
                  for (WriteTally tally : writes) {
                    outputs.in(tally.signal().quantity().wireName(), body -> writes(body, tally));
                  }
                });
          }
        });
  }

  /** Without a budget the memory does not wear. */
  private static void writes(JsonWriter jsonWriter, WriteTally tally) throws IOException {
    jsonWriter.put("sinceStart", tally.onWire());
    if (tally.budget().isPresent()) {
      jsonWriter
          .put("perDay", tally.budget().get().perDay())
          .put("left", tally.budget().get().left());
    }
  }

  private static void sample(JsonWriter jsonWriter, Sample sample, Moment now) throws IOException {
    switch (sample) {
      case Sample.Good good -> jsonWriter.put("value", good.value()).put("quality", "good");
      case Sample.Missing missing -> jsonWriter.put("quality", missing.reason().toString());
    }
    jsonWriter.put("ageMs", now.millisSince(sample.at()));
  }

  /**
   * @param limits the bound that decided in dispatch, then what the gate limited
   */
  static byte[] setpoint(
      Verdict.Approved approved, List<String> limits, Moment now, Optional<WriteReceipt> receipt) {
    ApprovedSetpoint setpoint = approved.setpoint();
    return JsonWriter.object(
        jsonWriter -> {
          jsonWriter
              .put("at", now.instant())
              .put("signal", setpoint.signal().quantity().wireName())
              .put("value", setpoint.value())
              .put("validUntil", setpoint.validUntil().instant())
              .put("reason", setpoint.reason())
              .put("limitedBy", limits);
          if (receipt.isPresent()) {
            jsonWriter.in("receipt", body -> receipt(body, receipt.get()));
          }
        });
  }

  private static void receipt(JsonWriter jsonWriter, WriteReceipt receipt) throws IOException {
    jsonWriter.put("at", receipt.at().instant());
    switch (receipt) {
      case WriteReceipt.Written written ->
          jsonWriter.put("result", "written").put("value", written.value());
      case WriteReceipt.Refused refused ->
          jsonWriter.put("result", "refused").put("reason", refused.reason().toString());
      case WriteReceipt.Failed failed ->
          jsonWriter.put("result", "failed").put("reason", failed.reason().toString());
    }
  }

  static byte[] forecast(String unit, Forecast forecast, Optional<ForecastQuality> standing) {
    return JsonWriter.object(
        jsonWriter -> {
          jsonWriter
              .put("origin", forecast.origin())
              .put("slotS", forecast.slot().toSeconds())
              .put("unit", unit)
              .put("model", forecast.model());
          if (standing.isPresent()) {
            standing(jsonWriter, standing.get());
          }
          jsonWriter
              .exact("p10", forecast.p10())
              .exact("p50", forecast.p50())
              .exact("p90", forecast.p90())
              .exact("mean", forecast.mean());
        });
  }

  /** Figures that were not observed yet are left out. */
  private static void standing(JsonWriter jsonWriter, ForecastQuality forecastQuality)
      throws IOException {
    if (forecastQuality.skill().isPresent()) {
      jsonWriter
          .put("skill", forecastQuality.skill().getAsDouble())
          .put("skillFrom", forecastQuality.live() ? "service" : "validation");
    }
    if (forecastQuality.coverage().isPresent()) {
      jsonWriter.put("coverage", forecastQuality.coverage().getAsDouble());
    }
    jsonWriter
        .put("best", forecastQuality.best().wireName())
        .put("networkIsBest", forecastQuality.best() == ForecastSource.SPIKING);
    if (forecastQuality.model().isPresent()) {
      jsonWriter.put("learntTo", forecastQuality.model().get());
    }
  }

  static byte[] plan(Plan plan) {
    double levelW = plan.schedule().importLevelW()[0];
    return JsonWriter.object(
        jsonWriter -> {
          if (levelW < Double.POSITIVE_INFINITY) {
            jsonWriter.put("importLevelW", plan.schedule().importLevelW());
          }
          if (plan.island().isPresent()) {
            IslandPlan alone = plan.island().get();
            jsonWriter
                .put("islandHoursExpected", alone.expectedHours())
                .put("islandGensetW", alone.schedule().gensetW())
                .put("islandShedW", alone.schedule().shedW())
                .put("islandBatterySocPct", alone.schedule().batterySocPct())
                .put("islandUnservedKwh", alone.unservedKwh());
          }
          if (plan.co2Kg().isPresent()) {
            jsonWriter.put("co2Kg", plan.co2Kg().getAsDouble());
          }
          jsonWriter.each(
              "jobs",
              plan.jobs().entrySet(),
              (item, job) ->
                  item.put("id", job.getKey()).put("aboveMinW", job.getValue().aboveMinW()));
          jsonWriter
              .put("at", plan.madeAt().instant())
              .put("validUntil", plan.validUntil().instant())
              .put("start", plan.start())
              .put("slotS", plan.slot().toSeconds())
              .put("expectedCost", plan.expectedCost())
              .put("reserveSocPct", plan.reserveSocPct());
          heatPumps(jsonWriter, plan.schedule());
          series(jsonWriter, plan.schedule());
          jsonWriter.put("unmet", plan.unmet());
        });
  }

  private static void heatPumps(JsonWriter jsonWriter, PlanSchedule planSchedule)
      throws IOException {
    List<AssetSeries> pumps =
        planSchedule.assets().stream()
            .filter(asset -> asset.group().equals(AssetSeries.HEAT_PUMP))
            .toList();
    if (!pumps.isEmpty()) {
      jsonWriter.each(
          "heatPumps",
          pumps,
          (item, pump) ->
              item.put("id", pump.id())
                  .put("powerW", pump.powerW())
                  .exact("storedKwh", pump.level())
                  .exact("perKwh", pump.perKwh()));
    }
  }

  /** The plan slot by slot. */
  private static void series(JsonWriter jsonWriter, PlanSchedule planSchedule) throws IOException {
    jsonWriter
        .put("gridW", planSchedule.gridW())
        .put("loadW", planSchedule.loadW())
        .put("pvW", planSchedule.pvW())
        .put("curtailedW", planSchedule.curtailedW())
        .put("batteryW", planSchedule.powerW(AssetSeries.BATTERY))
        .put("evW", planSchedule.powerW(AssetSeries.EV))
        .put("computeW", planSchedule.powerW(AssetSeries.COMPUTE))
        .put("batterySocPct", level(planSchedule, AssetSeries.BATTERY))
        .put("evSocPct", level(planSchedule, AssetSeries.EV))
        .exact("importPerKwh", planSchedule.importPerKwh())
        .exact("exportPerKwh", planSchedule.exportPerKwh())
        .put("batteryPerKwh", perKwh(planSchedule, AssetSeries.BATTERY))
        .put("evPerKwh", perKwh(planSchedule, AssetSeries.EV));
  }

  private static double[] level(PlanSchedule planSchedule, String group) {
    return planSchedule.stored(group).map(AssetSeries::level).orElse(new double[0]);
  }

  private static double[] perKwh(PlanSchedule planSchedule, String group) {
    return planSchedule
        .stored(group)
        .map(AssetSeries::perKwh)
        .orElse(new double[planSchedule.gridW().length]);
  }

  static byte[] result(CommandResult result) {
    return JsonWriter.object(
        jsonWriter -> {
          jsonWriter
              .put("id", result.id())
              .put("accepted", result.accepted())
              .put("reason", result.reason());
          if (result.effective().isPresent()) {
            jsonWriter.put("effectiveUntil", result.effective().get());
          }
        });
  }

  static byte[] event(Event event) {
    return JsonWriter.object(
        jsonWriter ->
            jsonWriter
                .put("at", event.at())
                .put("kind", event.kind().wireName())
                .put("code", event.code())
                .put("text", event.text()));
  }

  private static void estimate(JsonWriter jsonWriter, String name, Estimate estimate)
      throws IOException {
    jsonWriter.in(
        name,
        body -> {
          switch (estimate) {
            case Estimate.Known known ->
                body.put("value", known.value()).put("how", lower(known.how()));
            case Estimate.Unknown unknown -> body.put("unknown", unknown.reason());
          }
        });
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
