package io.spikewatt.simulator.demo;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Sample;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One screen of text about the site, rebuilt from the daemon's reports. */
final class DemoScreen {

  private static final int BAR = 24;
  private static final int DAY_COLUMNS = 48;
  private static final int DAY_SLOTS = 96;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM yyyy  HH:mm", Locale.ENGLISH);

  private final Site site;
  private final double scaleW;

  DemoScreen(Site site) {
    this.site = site;
    double scale = site.grid().importLimitW();
    for (DeviceConfig device : site.devices()) {
      scale = device.role() instanceof Role.Pv pv ? Math.max(scale, pv.ratedW()) : scale;
    }
    this.scaleW = scale;
  }

  List<String> lines(
      CycleReport report,
      Optional<SiteForecasts> forecasts,
      Optional<Plan> plan,
      List<Event> events,
      Optional<String> page) {
    List<String> lines = new ArrayList<>();
    PlantState state = report.state();
    ZonedDateTime local = state.at().instant().atZone(site.zone());
    lines.add(
        "%s    mode %s: %s"
            .formatted(TIME.format(local), report.mode().name(), report.mode().reason()));
    lines.add("");
    lines.addAll(flows(report));
    lines.add("");
    lines.addAll(ahead(forecasts, plan));
    lines.add("");
    ReaderLocale reader = site.reader(state.at().instant());
    lines.add("doing      " + Language.ENGLISH.text(report.headline(), reader));
    lines.add("why        " + Language.ENGLISH.text(report.doing(), reader));
    lines.add("setpoints  " + setpoints(report));
    lines.add("devices    " + devices(report));
    page.ifPresent(lines::add);
    for (Event event : events.subList(Math.max(0, events.size() - 4), events.size())) {
      String when = event.at().atZone(site.zone()).format(DateTimeFormatter.ofPattern("HH:mm:ss"));
      lines.add("%s   %s: %s".formatted(when, JsonWriter.word(event.kind()), event.text()));
    }
    return lines;
  }

  private List<String> flows(CycleReport report) {
    PlantState state = report.state();
    List<String> lines = new ArrayList<>();
    lines.add(flow("sun", state.pvW(), "producing", ""));
    lines.add(flow("house", state.loadW(), "consuming", ""));
    for (BatteryState battery : state.batteries()) {
      lines.add(
          flow("battery", battery.powerW(), "discharging", "charging") + percent(battery.socPct()));
    }
    for (EvState ev : state.evs()) {
      lines.add(flow("car", ev.powerW(), "", "charging") + car(ev, state));
    }
    state.computes().forEach(c -> lines.add(flow("compute", c.powerW(), "", "computing")));
    state
        .assets()
        .each(HeatPumpState.class)
        .forEach(pump -> lines.add(flow("heat", pump.powerW(), "", "heating") + celsius(pump)));
    String limits =
        "   limits: import %s (%s), export %s (%s)"
            .formatted(
                kw(report.limits().importW()),
                words(report.limits().importWhy()),
                kw(report.limits().exportW()),
                words(report.limits().exportWhy()));
    lines.add(flow("grid", state.gridW(), "importing", "exporting") + limits);
    return lines;
  }

  private String flow(String name, Estimate power, String positive, String negative) {
    return switch (power) {
      case Estimate.Known known -> {
        double w = known.value();
        String verb = Math.abs(w) < 25 ? "idle" : w > 0 ? positive : negative;
        yield "%-8s %9s %s %-11s"
            .formatted(name, kw(Math.abs(w)), Sparkline.bar(Math.abs(w), scaleW, BAR), verb);
      }
      case Estimate.Unknown unknown -> "%-8s   unknown: %s".formatted(name, unknown.reason());
    };
  }

  private static String celsius(HeatPumpState pump) {
    return pump.temperatureC() instanceof Estimate.Known known
        ? String.format(Locale.ROOT, "   store at %.1f °C", known.value())
        : "   store unknown";
  }

  private static String percent(Estimate soc) {
    return switch (soc) {
      case Estimate.Known known ->
          "   %s %3.0f %%".formatted(Sparkline.bar(known.value(), 100, 10), known.value());
      case Estimate.Unknown unknown -> "   charge unknown: " + unknown.reason();
    };
  }

  private String car(EvState ev, PlantState state) {
    if (ev.presence() != EvState.Presence.PLUGGED_IN) {
      return "   " + ev.presence().name().toLowerCase(Locale.ROOT);
    }
    String line = percent(ev.socPct());
    if (ev.targetPct() instanceof Estimate.Known target
        && ev.departureInS() instanceof Estimate.Known left) {
      ZonedDateTime departure =
          state.at().instant().plus(Duration.ofSeconds((long) left.value())).atZone(site.zone());
      String time = departure.format(DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH));
      line += ", wants %.0f %% by %s".formatted(target.value(), time);
    }
    return line;
  }

  private List<String> ahead(Optional<SiteForecasts> forecasts, Optional<Plan> plan) {
    if (forecasts.isEmpty() || plan.isEmpty()) {
      return List.of("no plan yet: control goes by rules until there is one");
    }
    PlanSchedule schedule = plan.get().schedule();
    double[] sun = first(schedule.pvW());
    double[] load = first(schedule.loadW());
    double[] price = first(schedule.importPerKwh());
    double peak = Math.max(1, Math.max(max(sun), max(load)));
    List<String> lines = new ArrayList<>();
    lines.add("next 24 h  |" + hours(plan.get()) + "|");
    lines.add(row("sun", sun, 0, peak, forecasts.get().pv().model()));
    lines.add(row("house", load, 0, peak, forecasts.get().load().model()));
    lines.add(
        row(
            "price",
            price,
            0,
            max(price) * 1.05,
            "up to %.2f %s/kWh".formatted(max(price), site.tariff().currency())));
    charge(schedule, AssetSeries.BATTERY, "battery").ifPresent(lines::add);
    charge(schedule, AssetSeries.EV, "car").ifPresent(lines::add);
    for (AssetSeries pump : schedule.assets()) {
      if (pump.group().equals(AssetSeries.HEAT_PUMP)) {
        double[] stored = first(pump.level());
        lines.add(row("heat", stored, 0, Math.max(1, max(stored)), "planned heat, kWh"));
      }
    }
    double[] grid = first(schedule.gridW());
    lines.add(
        row("import", grid, 0, site.grid().importLimitW(), "of " + kw(site.grid().importLimitW())));
    plan.get().unmet().forEach(unmet -> lines.add("           ! " + unmet));
    return lines;
  }

  /** Nothing is planned for a charger without a car. */
  private static Optional<String> charge(PlanSchedule schedule, String group, String name) {
    return schedule
        .stored(group)
        .filter(asset -> asset.level().length > 0)
        .map(asset -> row(name, first(asset.level()), 0, 100, "planned charge, %"));
  }

  private static String row(String name, double[] values, double low, double high, String remark) {
    return "%-10s |%s| %s".formatted(name, Sparkline.of(values, DAY_COLUMNS, low, high), remark);
  }

  /** A ruler with the local hour every six hours. */
  private String hours(Plan plan) {
    char[] ruler = new char[DAY_COLUMNS];
    Arrays.fill(ruler, ' ');
    for (int c = 0; c < DAY_COLUMNS; c++) {
      ZonedDateTime at = plan.start(2 * c).atZone(site.zone());
      if (at.getHour() % 6 == 0 && at.getMinute() < 30 && c + 2 <= DAY_COLUMNS) {
        String hour = "%02d".formatted(at.getHour());
        ruler[c] = hour.charAt(0);
        ruler[c + 1] = hour.charAt(1);
        c++;
      }
    }
    return new String(ruler);
  }

  private static String setpoints(CycleReport report) {
    StringBuilder line = new StringBuilder();
    for (Verdict verdict : report.verdicts()) {
      if (verdict instanceof Verdict.Approved approved) {
        String limit = approved.limits().isEmpty() ? "" : " (" + approved.limits().getLast() + ")";
        line.append(line.isEmpty() ? "" : " · ")
            .append(approved.setpoint().signal().deviceId())
            .append(' ')
            .append(value(approved))
            .append(limit);
      }
    }
    return line.isEmpty() ? "none" : line.toString();
  }

  private static String value(Verdict.Approved approved) {
    double value = approved.setpoint().value();
    return switch (approved.setpoint().signal().quantity()) {
      case CONTACT -> value > 0.5 ? "closed" : "open";
      case POWER_LIMIT_W -> "≤ " + kw(value);
      default -> kw(value);
    };
  }

  private static String devices(CycleReport report) {
    Map<String, String> status = new LinkedHashMap<>();
    for (Sample sample : report.snapshot().all()) {
      String device = sample.signal().deviceId();
      switch (sample) {
        case Sample.Good _ -> status.put(device, "ok");
        case Sample.Missing missing ->
            status.putIfAbsent(device, "MISSING (" + words(missing.reason().kind()) + ")");
      }
    }
    List<String> parts = new ArrayList<>();
    status.forEach((device, word) -> parts.add(device + " " + word));
    return String.join(" · ", parts);
  }

  private static double[] first(double[] values) {
    return Arrays.copyOf(values, Math.min(values.length, DAY_SLOTS));
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String kw(double watts) {
    // Adding 0 turns a negative zero into a plain one.
    return String.format(Locale.ROOT, "%.2f kW", Math.round(watts / 10) / 100.0 + 0.0);
  }
}
