package io.spikewatt.controller.report;

import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.ComputeState;
import io.spikewatt.controller.io.WriteTally;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.Schedule;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.service.Member;
import io.spikewatt.inference.service.Standing;
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
    return Json.object(
        json -> {
          json.put("at", state.at().instant())
              .put("mode", report.mode().name())
              .put("reason", report.mode().reason())
              .put("doing", report.doing())
              .put("grid", state.connection().name().toLowerCase(java.util.Locale.ROOT));
          powers(json, state);
          json.each(
              "batteries",
              state.batteries(),
              (item, battery) -> {
                item.put("id", battery.id());
                estimate(item, "socPct", battery.socPct());
              });
          json.each(
              "evs",
              state.evs(),
              (item, ev) -> {
                item.put("id", ev.id()).put("presence", lower(ev.presence()));
                estimate(item, "socPct", ev.socPct());
              });
          json.each("computes", state.computes(), (item, compute) -> compute(item, compute));
          json.in(
              "limits",
              limits ->
                  limits
                      .put("importW", report.limits().importW())
                      .put("importBy", lower(report.limits().importWhy()))
                      .put("exportW", report.limits().exportW())
                      .put("exportBy", lower(report.limits().exportWhy())));
          json.put("notes", state.notes()).put("alarms", alarms);
        });
  }

  private static void powers(Json json, PlantState state) throws IOException {
    estimate(json, "gridW", state.gridW());
    estimate(json, "pvW", state.pvW());
    estimate(json, "windW", state.windW());
    estimate(json, "batteryW", state.batteryW());
    estimate(json, "evW", state.evW());
    estimate(json, "computeW", state.computeW());
    estimate(json, "loadW", state.loadW());
  }

  private static void compute(Json item, ComputeState compute) throws IOException {
    item.put("id", compute.id());
    estimate(item, "powerW", compute.powerW());
    if (compute.job().isPresent()) {
      PlantState.Job job = compute.job().get();
      item.in(
          "job",
          body ->
              body.put("energyWh", job.energyWh())
                  .put("leftWh", job.leftWh())
                  .put("by", job.by())
                  .put("maxW", job.maxW())
                  .put("notCountedS", job.uncountedS()));
    }
  }

  static byte[] telemetry(Moment now, List<Sample> samples, List<WriteTally> writes) {
    return Json.object(
        json -> {
          json.put("at", now.instant())
              .in(
                  "signals",
                  signals -> {
                    for (Sample sample : samples) {
                      signals.in(
                          sample.signal().quantity().wireName(), body -> sample(body, sample, now));
                    }
                  });
          if (!writes.isEmpty()) {
            json.in(
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
  private static void writes(Json json, WriteTally tally) throws IOException {
    json.put("sinceStart", tally.onWire());
    if (tally.budget().isPresent()) {
      json.put("perDay", tally.budget().get().perDay()).put("left", tally.budget().get().left());
    }
  }

  private static void sample(Json json, Sample sample, Moment now) throws IOException {
    switch (sample) {
      case Sample.Good good -> json.put("value", good.value()).put("quality", "good");
      case Sample.Missing missing -> json.put("quality", missing.reason().toString());
    }
    json.put("ageMs", now.millisSince(sample.at()));
  }

  /**
   * @param limits the bound that decided in dispatch, then what the gate limited
   */
  static byte[] setpoint(
      Verdict.Approved approved, List<String> limits, Moment now, Optional<WriteReceipt> receipt) {
    ApprovedSetpoint setpoint = approved.setpoint();
    return Json.object(
        json -> {
          json.put("at", now.instant())
              .put("signal", setpoint.signal().quantity().wireName())
              .put("value", setpoint.value())
              .put("validUntil", setpoint.validUntil().instant())
              .put("reason", setpoint.reason())
              .put("limitedBy", limits);
          if (receipt.isPresent()) {
            json.in("receipt", body -> receipt(body, receipt.get()));
          }
        });
  }

  private static void receipt(Json json, WriteReceipt receipt) throws IOException {
    json.put("at", receipt.at().instant());
    switch (receipt) {
      case WriteReceipt.Written written ->
          json.put("result", "written").put("value", written.value());
      case WriteReceipt.Refused refused ->
          json.put("result", "refused").put("reason", refused.reason().toString());
      case WriteReceipt.Failed failed ->
          json.put("result", "failed").put("reason", failed.reason().toString());
    }
  }

  static byte[] forecast(String unit, Forecast forecast, Optional<Standing> standing) {
    return Json.object(
        json -> {
          json.put("origin", forecast.origin())
              .put("slotS", forecast.slot().toSeconds())
              .put("unit", unit)
              .put("model", forecast.model());
          if (standing.isPresent()) {
            standing(json, standing.get());
          }
          json.exact("p10", forecast.p10())
              .exact("p50", forecast.p50())
              .exact("p90", forecast.p90())
              .exact("mean", forecast.mean());
        });
  }

  /** Figures that were not observed yet are left out. */
  private static void standing(Json json, Standing standing) throws IOException {
    if (standing.skill().isPresent()) {
      json.put("skill", standing.skill().getAsDouble())
          .put("skillFrom", standing.live() ? "service" : "validation");
    }
    if (standing.coverage().isPresent()) {
      json.put("coverage", standing.coverage().getAsDouble());
    }
    json.put("best", standing.best().wireName())
        .put("networkIsBest", standing.best() == Member.SPIKING);
    if (standing.model().isPresent()) {
      json.put("learntTo", standing.model().get());
    }
  }

  static byte[] plan(Plan plan) {
    double levelW = plan.schedule().importLevelW()[0];
    return Json.object(
        json -> {
          if (levelW < Double.POSITIVE_INFINITY) {
            json.put("importLevelW", plan.schedule().importLevelW());
          }
          if (plan.island().isPresent()) {
            IslandPlan alone = plan.island().get();
            json.put("islandHoursExpected", alone.expectedHours())
                .put("islandGensetW", alone.gensetW())
                .put("islandShedW", alone.shedW())
                .put("islandBatterySocPct", alone.batterySocPct())
                .put("islandUnservedKwh", alone.unservedKwh());
          }
          if (plan.co2Kg().isPresent()) {
            json.put("co2Kg", plan.co2Kg().getAsDouble());
          }
          json.each(
              "jobs",
              plan.jobs().entrySet(),
              (item, job) ->
                  item.put("id", job.getKey()).put("aboveMinW", job.getValue().aboveMinW()));
          json.put("at", plan.madeAt().instant())
              .put("validUntil", plan.validUntil().instant())
              .put("start", plan.start())
              .put("slotS", plan.slot().toSeconds())
              .put("expectedCost", plan.expectedCost())
              .put("reserveSocPct", plan.reserveSocPct());
          series(json, plan.schedule());
          json.put("unmet", plan.unmet());
        });
  }

  /** The plan slot by slot. */
  private static void series(Json json, Schedule schedule) throws IOException {
    json.put("gridW", schedule.gridW())
        .put("loadW", schedule.loadW())
        .put("pvW", schedule.pvW())
        .put("curtailedW", schedule.curtailedW())
        .put("batteryW", schedule.batteryW())
        .put("evW", schedule.evW())
        .put("computeW", schedule.computeW())
        .put("batterySocPct", schedule.batterySocPct())
        .put("evSocPct", schedule.evSocPct())
        .exact("importPerKwh", schedule.importPerKwh())
        .exact("exportPerKwh", schedule.exportPerKwh())
        .put("batteryPerKwh", schedule.batteryPerKwh())
        .put("evPerKwh", schedule.evPerKwh());
  }

  static byte[] result(CommandResult result) {
    return Json.object(
        json -> {
          json.put("id", result.id())
              .put("accepted", result.accepted())
              .put("reason", result.reason());
          if (result.effective().isPresent()) {
            json.put("effectiveUntil", result.effective().get());
          }
        });
  }

  static byte[] event(Event event) {
    return Json.object(
        json ->
            json.put("at", event.at())
                .put("kind", event.kind().wireName())
                .put("code", event.code())
                .put("text", event.text()));
  }

  private static void estimate(Json json, String name, Estimate estimate) throws IOException {
    json.in(
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
