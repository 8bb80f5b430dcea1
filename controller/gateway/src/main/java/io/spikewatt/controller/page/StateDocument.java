package io.spikewatt.controller.page;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmAdvice;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Payloads;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state that the page's event stream sends: the topic {@code state} and what the page adds. */
final class StateDocument {

  private static final Language GERMAN = Language.of("de");

  private StateDocument() {}

  /** One JSON object; without a report only what is known without one. */
  static byte[] of(SiteReading reading, List<Language> languages) {
    PageTexts texts = PageTexts.of(languages, reading.site(), reading.now().instant());
    return JsonWriter.object(
        writer -> {
          head(writer, reading, texts);
          reading.report().ifPresent(report -> measured(writer, reading, report, texts));
          devices(writer, reading, texts);
          alarms(writer, reading.alarms(), texts);
          RequestsDocument.write(writer, reading);
          if (reading.plan().isEmpty()) {
            reading.daemon().waitsFor().ifPresent(why -> texts.in(writer, "waitsIn", why));
          }
          reading.firstPlan().ifPresent(at -> writer.put("firstPlan", at));
          reading.plan().ifPresent(plan -> plan(writer, reading, plan, texts));
        });
  }

  private static void head(JsonWriter writer, SiteReading reading, PageTexts texts) {
    Site site = reading.site();
    writer
        .put("now", reading.now().instant())
        .put("health", reading.health().wireName())
        .in(
            "site",
            body -> {
              body.put("name", site.name())
                  .put("zone", site.zone().getId())
                  .put("currency", site.tariff().currency())
                  .put("importLimitW", site.grid().importLimitW())
                  .put("exportLimitW", site.grid().exportLimitW())
                  .put("monitorOnly", site.control().monitorOnly())
                  .put("version", reading.daemon().service().version());
              if (site.assistant().isPresent()) {
                body.put("assistant", true);
              }
              body.each(
                  "devices", site.devices(), (item, device) -> configured(item, device, texts));
            });
    writer.put("missedCycles", reading.daemon().missed());
  }

  private static void configured(JsonWriter item, DeviceConfig device, PageTexts texts) {
    DeviceNames.DeviceName name = texts.names().of(device);
    item.put("id", device.id()).put("role", name.kind());
    texts.in(item, "nameIn", name.phrase());
    name.number().ifPresent(n -> item.put("number", n));
    if (device.role() instanceof Role.Compute compute) {
      item.put("minW", compute.minW()).put("maxW", compute.maxW());
    }
  }

  private static void measured(
      JsonWriter writer, SiteReading reading, CycleReport report, PageTexts texts) {
    Payloads.state(
        writer, report, reading.alarms().values().stream().map(Phrase::english).toList());
    texts.in(writer, "headlineIn", report.headline());
    texts.in(writer, "doingIn", report.doing());
    texts.in(writer, "reasonIn", report.mode().reason());
    writer.each("notesIn", report.state().notes(), texts::each);
    writer.put(
        "cycleAgeS",
        Duration.between(report.snapshot().at().instant(), reading.now().instant()).toSeconds());
    PowerFlow flow = PowerFlow.of(PowerFlow.powers(reading.site(), report));
    writer.in(
        "flow",
        body -> {
          body.each(
              "nodes",
              flow.nodes(),
              (item, node) -> {
                item.put("id", node.id()).put("kind", node.kind());
                if (node.shownW().isPresent()) {
                  item.put("w", node.shownW().getAsLong());
                } else {
                  item.put("unknown", node.unknown());
                }
                source(item, node);
              });
          body.put("restW", flow.restW());
        });
    writer.each(
        "points",
        SitePoints.of(reading.site(), PointOutlet.PAGE).stream()
            .filter(point -> point.kind() instanceof PointKind.Listed)
            .filter(point -> point.told(report).isPresent())
            .toList(),
        (item, point) -> listed(item, point, report, texts));
    writer.each(
        "charging",
        report.state().assets().all().stream()
            .filter(asset -> asset.charging(report.state().at().instant()).isPresent())
            .toList(),
        (item, asset) -> charging(item, asset, report));
  }

  private static void source(JsonWriter item, PowerFlow.Node node) {
    if (!node.source().device().equals(node.id()) && !node.source().device().isEmpty()) {
      item.put("device", node.source().device());
    }
    if (node.source().derived() && node.shownW().isPresent()) {
      item.put("derived", true);
    }
    item.put("balanceW", node.balanceW());
  }

  private static void listed(
      JsonWriter item, SitePoint point, CycleReport report, PageTexts texts) {
    PointKind.Listed kind = (PointKind.Listed) point.kind();
    item.put("id", point.id().words())
        .put("name", name(kind, Language.ENGLISH, texts))
        .put("nameDe", name(kind, GERMAN, texts))
        .put("unit", point.id().unit().symbol());
    switch (point.value().apply(report)) {
      case Estimate.Known known -> item.put("value", known.value());
      case Estimate.Unknown unknown -> item.put("unknown", unknown.reason());
    }
    if (kind instanceof PointKind.Limit limit) {
      item.put("by", JsonWriter.word(limit.by().apply(report.limits())));
    }
  }

  /** A value of a device begins with the device's name. */
  private static String name(PointKind.Listed kind, Language language, PageTexts texts) {
    boolean german = language.equals(GERMAN);
    if (kind instanceof PointKind.DeviceValue value) {
      String what = german ? value.quantity().german() : value.quantity().english();
      Map<String, String> parts = Map.of("device", value.device(), "value", what);
      return language.text(texts.names().in(new Phrase("device.value", parts)));
    }
    return german ? kind.german() : kind.english();
  }

  private static void charging(JsonWriter item, AssetState asset, CycleReport report) {
    ChargingRequest request = asset.charging(report.state().at().instant()).orElseThrow();
    item.put("id", asset.id())
        .put("socPct", request.socPct())
        .put("targetPct", request.targetPct())
        .put("departure", request.departure());
  }

  private static void devices(JsonWriter writer, SiteReading reading, PageTexts texts) {
    Map<String, Fault> faults = new HashMap<>();
    for (Sample sample : reading.report().map(cycle -> cycle.snapshot().all()).orElse(List.of())) {
      if (sample instanceof Sample.Missing missing) {
        faults.putIfAbsent(missing.signal().deviceId(), missing.reason());
      }
    }
    writer.each(
        "readings",
        reading.devices(),
        (item, device) -> {
          item.put("id", device.id());
          device.lastGood().ifPresent(at -> item.put("ageS", reading.now().millisSince(at) / 1000));
          device.fault().ifPresent(fault -> item.put("fault", fault));
          Fault fault = faults.get(device.id());
          if (fault != null) {
            texts.in(item, "faultIn", Phrase.of("fault", fault.kind()));
          }
        });
  }

  private static void alarms(JsonWriter writer, Map<String, Phrase> alarms, PageTexts texts) {
    writer.each(
        "problems",
        alarms.entrySet(),
        (item, alarm) -> {
          item.put("code", alarm.getKey());
          AlarmAdvice.device(alarm.getValue()).ifPresent(id -> item.put("device", id));
          texts.in(item, "textIn", alarm.getValue());
          AlarmAdvice.of(alarm.getKey(), alarm.getValue())
              .ifPresent(advice -> texts.in(item, "adviceIn", advice));
        });
  }

  private static void plan(JsonWriter writer, SiteReading reading, Plan plan, PageTexts texts) {
    Optional<PlanOutlook> outlook = PlanOutlook.of(plan, reading.site(), reading.now().instant());
    writer.in(
        "planned",
        body -> {
          body.put("at", plan.madeAt().instant())
              .put("valid", reading.now().instant().isBefore(plan.validUntil().instant()))
              .each("unmetIn", plan.unmet(), texts::each);
          outlook.ifPresent(known -> outlook(body, known));
        });
  }

  private static void outlook(JsonWriter body, PlanOutlook outlook) {
    outlook.fullAt().ifPresent(at -> body.put("fullAt", at));
    outlook
        .dawn()
        .ifPresent(dawn -> body.put("sunrise", dawn.at()).put("sunriseSocPct", dawn.socPct()));
    body.put("savesNextDay", outlook.saves());
  }
}
