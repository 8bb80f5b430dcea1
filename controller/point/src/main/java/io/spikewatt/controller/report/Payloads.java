package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.StateDetail;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import io.spikewatt.inference.nowcast.Nowcast;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The payload of each topic. An unknown value has no {@code value} field but a reason, so that it
 * cannot be read as 0.
 */
public final class Payloads {

  private Payloads() {}

  static byte[] state(CachedPayload cached, CycleReport report, Collection<String> alarms) {
    List<StateDetail> fields = StateFields.of(report, alarms);
    return cached.of(
        fields,
        writer -> details(writer.later("at"), fields),
        List.of(JsonWriter.json(report.state().at().instant())));
  }

  /** Fields of the topic {@code state}. */
  public static void state(JsonWriter writer, CycleReport report, Collection<String> alarms) {
    details(writer.put("at", report.state().at().instant()), StateFields.of(report, alarms));
  }

  private static void details(JsonWriter item, List<StateDetail> details) {
    for (StateDetail detail : details) {
      switch (detail) {
        case StateDetail.Word word -> item.put(word.key(), JsonWriter.word(word.value()));
        case StateDetail.Quantity quantity -> estimate(item, quantity.key(), quantity.value());
        case StateDetail.Amount amount -> item.put(amount.key(), amount.value());
        case StateDetail.Exact exact -> item.exact(exact.key(), exact.value());
        case StateDetail.Text text -> item.put(text.key(), text.value());
        case StateDetail.Texts texts -> item.put(texts.key(), texts.values());
        case StateDetail.Time time -> item.put(time.key(), time.value());
        case StateDetail.Group group -> item.in(group.key(), body -> details(body, group.fields()));
        case StateDetail.Items items -> item.each(items.key(), items.items(), Payloads::details);
      }
    }
  }

  static byte[] telemetry(
      CachedPayload cached, Moment now, List<Sample> samples, List<WriteTally> writes) {
    List<String> moment = new ArrayList<>(samples.size() + 1);
    moment.add(JsonWriter.json(now.instant()));
    samples.forEach(sample -> moment.add(Long.toString(now.millisSince(sample.at()))));
    List<Object> content = new ArrayList<>(writes);
    samples.forEach(sample -> content.add(timeless(sample)));
    return cached.of(content, writer -> telemetry(writer, samples, writes), moment);
  }

  private static Object timeless(Sample sample) {
    return switch (sample) {
      case Sample.Good good -> Map.entry(good.signal(), good.value());
      case Sample.Missing missing -> Map.entry(missing.signal(), missing.reason());
    };
  }

  private static void telemetry(JsonWriter writer, List<Sample> samples, List<WriteTally> writes) {
    writer
        .later("at")
        .in(
            "signals",
            signals ->
                samples.forEach(
                    one -> signals.in(one.signal().quantity().wireName(), it -> sample(it, one))));
    if (!writes.isEmpty()) {
      writer.in(
          "writes",
          outputs ->
              writes.forEach(
                  one -> outputs.in(one.signal().quantity().wireName(), it -> writes(it, one))));
    }
  }

  /** Without a budget the memory does not wear. */
  private static void writes(JsonWriter writer, WriteTally tally) {
    writer.put("sinceStart", tally.onWire());
    if (tally.budget().isPresent()) {
      writer.put("perDay", tally.budget().get().perDay()).put("left", tally.budget().get().left());
    }
  }

  private static void sample(JsonWriter writer, Sample sample) {
    switch (sample) {
      case Sample.Good good -> writer.put("value", good.value()).put("quality", "good");
      case Sample.Missing missing -> writer.put("quality", missing.reason().toString());
    }
    writer.later("ageMs");
  }

  /**
   * @param limits the bound that decided in dispatch, then what the gate limited
   */
  static byte[] setpoint(
      Verdict.Approved approved, List<String> limits, Moment now, Optional<WriteReceipt> receipt) {
    ApprovedSetpoint setpoint = approved.setpoint();
    return JsonWriter.object(
        writer -> {
          writer
              .put("at", now.instant())
              .put("signal", setpoint.signal().quantity().wireName())
              .put("value", setpoint.value())
              .put("validUntil", setpoint.validUntil().instant())
              .put("reason", setpoint.reason())
              .put("limitedBy", limits);
          if (setpoint.purpose() == Purpose.OWN_MODE) {
            writer.put("ownMode", true);
          }
          if (receipt.isPresent()) {
            writer.in("receipt", body -> receipt(body, receipt.get()));
          }
        });
  }

  private static void receipt(JsonWriter writer, WriteReceipt receipt) {
    writer.put("at", receipt.at().instant());
    switch (receipt) {
      case WriteReceipt.Written written ->
          writer.put("result", "written").put("value", written.value());
      case WriteReceipt.Refused refused ->
          writer.put("result", "refused").put("reason", refused.reason().toString());
      case WriteReceipt.Failed failed ->
          writer.put("result", "failed").put("reason", failed.reason().toString());
    }
  }

  static byte[] forecast(String unit, Forecast forecast, Optional<ForecastQuality> standing) {
    return JsonWriter.object(
        writer -> {
          writer
              .put("origin", forecast.origin())
              .put("slotS", forecast.slot().toSeconds())
              .put("unit", unit)
              .put("model", forecast.model());
          if (standing.isPresent()) {
            standing(writer, standing.get());
          }
          writer
              .exact("p10", forecast.p10())
              .exact("p50", forecast.p50())
              .exact("p90", forecast.p90())
              .exact("mean", forecast.mean());
        });
  }

  /** The topics {@code nowcast/…}. */
  static byte[] nowcast(String unit, Nowcast nowcast, OptionalDouble skill) {
    return JsonWriter.object(
        writer ->
            writer
                .put("origin", nowcast.issuedAt())
                .put("unit", unit)
                .put("model", nowcast.model())
                .put("skill", skill)
                .each(
                    "windows",
                    IntStream.range(0, Nowcast.WINDOWS).boxed().toList(),
                    (item, window) ->
                        item.put("fromMin", Nowcast.windowStart(window))
                            .put("toMin", Nowcast.windowEnd(window))
                            .put("p10", nowcast.p10()[window])
                            .put("p50", nowcast.p50()[window])
                            .put("p90", nowcast.p90()[window])
                            .put("mean", nowcast.mean()[window])));
  }

  /** Figures that were not observed yet are left out. */
  private static void standing(JsonWriter writer, ForecastQuality quality) {
    if (quality.skill().isPresent()) {
      writer
          .put("skill", quality.skill().getAsDouble())
          .put("skillFrom", quality.live() ? "service" : "validation");
    }
    writer
        .put("coverage", quality.coverage())
        .put("best", quality.best().wireName())
        .put("networkIsBest", quality.best() == ForecastSource.SPIKING);
    if (quality.model().isPresent()) {
      writer.put("learntTo", quality.model().get());
    }
  }

  /**
   * The topic {@code plan}.
   *
   * @param outlook what the plan means for the batteries; empty = the site has none
   */
  public static byte[] plan(Plan plan, Optional<PlanOutlook> outlook) {
    double levelW = plan.schedule().importLevelW()[0];
    return JsonWriter.object(
        writer -> {
          if (levelW < Double.POSITIVE_INFINITY) {
            writer.put("importLevelW", plan.schedule().importLevelW());
          }
          if (plan.island().isPresent()) {
            IslandPlan alone = plan.island().get();
            writer
                .put("islandHoursExpected", alone.expectedHours())
                .put("islandGensetW", alone.schedule().gensetW())
                .put("islandShedW", alone.schedule().shedW())
                .put("islandBatterySocPct", alone.schedule().batterySocPct())
                .put("islandUnservedKwh", alone.unservedKwh());
          }
          writer.put("co2Kg", plan.co2Kg());
          writer.each(
              "jobs",
              plan.jobs().entrySet(),
              (item, job) ->
                  item.put("id", job.getKey()).put("aboveMinW", job.getValue().aboveMinW()));
          writer
              .put("at", plan.madeAt().instant())
              .put("validUntil", plan.validUntil().instant())
              .put("start", plan.start())
              .put("slotS", plan.slot().toSeconds())
              .put("expectedCost", plan.expectedCost())
              .put("reserveSocPct", plan.reserveSocPct());
          heatPumps(writer, plan.schedule());
          series(writer, plan.schedule());
          plan.later()
              .ifPresent(
                  hours -> writer.in("later", later -> series(later.put("slotS", 3600), hours)));
          outlook.ifPresent(known -> writer.in("outlook", body -> outlook(body, known)));
          writer.put("unmet", plan.unmet().stream().map(Phrase::english).toList());
        });
  }

  private static void outlook(JsonWriter body, PlanOutlook outlook) {
    outlook.fullAt().ifPresent(at -> body.put("fullAt", at));
    outlook
        .dawn()
        .ifPresent(dawn -> body.put("dawnAt", dawn.at()).put("dawnSocPct", dawn.socPct()));
    body.put("savesNextDay", outlook.saves());
  }

  private static void heatPumps(JsonWriter writer, PlanSchedule schedule) {
    List<AssetSeries> pumps =
        schedule.assets().stream()
            .filter(asset -> asset.group().equals(AssetSeries.HEAT_PUMP))
            .toList();
    if (!pumps.isEmpty()) {
      writer.each(
          "heatPumps",
          pumps,
          (item, pump) ->
              item.put("id", pump.id())
                  .put("powerW", pump.powerW())
                  .exact("storedKwh", pump.level())
                  .exact("perKwh", pump.perKwh()));
    }
  }

  private static void series(JsonWriter writer, PlanSchedule schedule) {
    writer
        .put(SitePoints.id(BalanceTerm.GRID).camel(), schedule.gridW())
        .put(SitePoints.LOAD.camel(), schedule.loadW())
        .put(SitePoints.id(BalanceTerm.PV).camel(), schedule.pvW())
        .put("curtailedW", schedule.curtailedW())
        .put(SitePoints.id(BalanceTerm.BATTERY).camel(), schedule.powerW(AssetSeries.BATTERY))
        .put(SitePoints.id(BalanceTerm.EV).camel(), schedule.powerW(AssetSeries.EV))
        .put(SitePoints.id(BalanceTerm.COMPUTE).camel(), schedule.powerW(AssetSeries.COMPUTE))
        .put("batterySocPct", level(schedule, AssetSeries.BATTERY))
        .put("evSocPct", level(schedule, AssetSeries.EV))
        .exact("importPerKwh", schedule.importPerKwh())
        .exact("exportPerKwh", schedule.exportPerKwh())
        .put("batteryPerKwh", perKwh(schedule, AssetSeries.BATTERY))
        .put("evPerKwh", perKwh(schedule, AssetSeries.EV));
  }

  private static double[] level(PlanSchedule schedule, String group) {
    return schedule.stored(group).map(AssetSeries::level).orElse(new double[0]);
  }

  private static double[] perKwh(PlanSchedule schedule, String group) {
    return schedule
        .stored(group)
        .map(AssetSeries::perKwh)
        .orElse(new double[schedule.gridW().length]);
  }

  /**
   * A payload that is sent later than it arose.
   *
   * @param object a JSON object with fields, as all of this class
   */
  static byte[] historical(byte[] object) {
    byte[] field = ",\"historical\":true}".getBytes(StandardCharsets.UTF_8);
    byte[] marked = Arrays.copyOf(object, object.length - 1 + field.length);
    System.arraycopy(field, 0, marked, object.length - 1, field.length);
    return marked;
  }

  /** Means of one quarter hour, by name; an unknown series is left out. */
  static byte[] record(Instant start, List<SlotMean> means) {
    List<SlotMean> sorted = means.stream().sorted(Comparator.comparing(SlotMean::series)).toList();
    return JsonWriter.object(
        writer ->
            writer
                .put("at", start)
                .put("slotS", QuarterHour.LENGTH.toSeconds())
                .in(
                    "means",
                    body -> sorted.forEach(mean -> body.put(mean.series(), mean.value()))));
  }

  public static byte[] result(CommandResult result, Instant at) {
    return JsonWriter.object(
        writer -> {
          writer
              .put("at", at)
              .put("id", result.id())
              .put("accepted", result.accepted())
              .put("reason", result.reason());
          if (result.effective().isPresent()) {
            writer.put("effectiveUntil", result.effective().get());
          }
          if (result instanceof CommandResult.Accepted accepted && !accepted.voices().isEmpty()) {
            CommandPayloads.senders(writer, accepted.voices());
          }
        });
  }

  static byte[] event(Event event) {
    return JsonWriter.object(
        writer ->
            writer
                .put("at", event.at())
                .put("kind", JsonWriter.word(event.kind()))
                .put("code", event.code())
                .put("text", event.text()));
  }

  private static void estimate(JsonWriter writer, String name, Estimate estimate) {
    writer.in(
        name,
        body -> {
          switch (estimate) {
            case Estimate.Known known ->
                body.put("value", known.value()).put("how", JsonWriter.word(known.how()));
            case Estimate.Unknown unknown -> body.put("unknown", unknown.reason());
          }
        });
  }
}
