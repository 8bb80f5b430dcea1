package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.device.WriteTally;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The site as OpenMetrics 1.0 text, for Prometheus and the like, or as the older text format 0.0.4.
 * What is unknown has no sample: nobody can read it as 0.
 */
final class OpenMetrics {

  /** The two text formats. */
  enum Format {
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    PLAIN("text/plain; version=0.0.4; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    String contentType() {
      return contentType;
    }

    /** What a client takes: the older one only if it names that and not the newer one. */
    static Format accepted(String accept) {
      return accept.contains("text/plain") && !accept.contains("openmetrics")
          ? PLAIN
          : OPEN_METRICS;
    }
  }

  private static final String PREFIX = "spikewatt_";

  private final StringBuilder text = new StringBuilder(2048);

  private final Format format;

  private OpenMetrics(Format format) {
    this.format = format;
  }

  /** The whole exposition. */
  static byte[] of(SiteReading reading, Format format) {
    OpenMetrics metrics = new OpenMetrics(format);
    metrics.daemon(reading);
    reading.report().ifPresent(report -> metrics.site(report, reading));
    metrics.devices(reading);
    if (format == Format.OPEN_METRICS) {
      metrics.text.append("# EOF\n");
    }
    return metrics.text.toString().getBytes(UTF_8);
  }

  private void daemon(SiteReading reading) {
    family("build", "info", "", "Version of the program.");
    sample("build_info", Map.of("version", reading.daemon().version()), 1);
    family("controlling", "gauge", "", "1 while the site is controlled, else 0.");
    sample("controlling", Map.of(), reading.controls() ? 1 : 0);
    family("alarms", "gauge", "", "Number of present problems.");
    sample("alarms", Map.of(), reading.alarms().size());
    family("missed_cycles", "counter", "", "Control cycles that were skipped.");
    sample("missed_cycles_total", Map.of(), (double) reading.daemon().missedCycles());
  }

  private void site(CycleReport report, SiteReading reading) {
    family("cycle_age_seconds", "gauge", "seconds", "Time since the last control cycle.");
    Duration age = Duration.between(report.snapshot().at().instant(), reading.now());
    sample("cycle_age_seconds", Map.of(), age.toMillis() / 1000.0);
    family("power_watts", "gauge", "watts", "Power into the site's bus; loads are negative.");
    PlantState state = report.state();
    power("grid", "grid", state.gridW());
    for (AssetState asset : state.assets().all()) {
      power(asset.id(), kind(asset.term()), asset.powerW());
    }
    state
        .loadW()
        .ifKnown()
        .ifPresent(load -> power(PowerFlow.LOAD, PowerFlow.LOAD, OptionalDouble.of(0 - load)));
    family("stored_ratio", "gauge", "ratio", "State of charge, 0 to 1.");
    for (AssetState asset : state.assets().all()) {
      asset
          .socPct()
          .ifKnown()
          .ifPresent(pct -> sample("stored_ratio", Map.of("device", asset.id()), pct / 100));
    }
    family("limit_watts", "gauge", "watts", "Limits in force at the grid connection.");
    sample("limit_watts", Map.of("direction", "import"), report.limits().importW());
    sample("limit_watts", Map.of("direction", "export"), report.limits().exportW());
    family("writes", "counter", "", "Setpoints that went over the wire since the start.");
    for (WriteTally tally : report.writes()) {
      sample(
          "writes_total",
          labels(
              "device",
              tally.signal().deviceId(),
              "quantity",
              tally.signal().quantity().wireName()),
          (double) tally.onWire());
    }
  }

  private void devices(SiteReading reading) {
    family("reading_age_seconds", "gauge", "seconds", "Age of a device's newest good reading.");
    for (SiteReading.Device device : reading.devices()) {
      device
          .lastGoodAgeMs()
          .ifPresent(
              ms -> sample("reading_age_seconds", Map.of("device", device.id()), ms / 1000.0));
    }
    family("readings_good", "gauge", "", "1 if no value of a device is missing, else 0.");
    for (SiteReading.Device device : reading.devices()) {
      sample("readings_good", Map.of("device", device.id()), device.fault().isEmpty() ? 1 : 0);
    }
  }

  private void power(String device, String kind, Estimate estimate) {
    if (estimate.isInstalled()) {
      power(device, kind, estimate.ifKnown());
    }
  }

  private void power(String device, String kind, OptionalDouble watts) {
    watts.ifPresent(w -> sample("power_watts", labels("device", device, "kind", kind), w));
  }

  private static String kind(BalanceTerm term) {
    return term.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, String> labels(String name, String value, String other, String also) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(name, value);
    labels.put(other, also);
    return labels;
  }

  private void family(String name, String type, String unit, String help) {
    switch (format) {
      case OPEN_METRICS -> {
        line("TYPE", name, type);
        if (!unit.isEmpty()) {
          line("UNIT", name, unit);
        }
        line("HELP", name, help);
      }
      case PLAIN -> {
        // It names samples, knows no info and no unit.
        String sample =
            switch (type) {
              case "counter" -> name + "_total";
              case "info" -> name + "_info";
              default -> name;
            };
        line("HELP", sample, help);
        line("TYPE", sample, type.equals("info") ? "gauge" : type);
      }
    }
  }

  private void line(String keyword, String name, String value) {
    text.append("# ").append(keyword).append(' ').append(PREFIX).append(name);
    text.append(' ').append(value).append('\n');
  }

  private void sample(String name, Map<String, String> labels, double value) {
    List<String> pairs =
        labels.entrySet().stream()
            .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
            .toList();
    text.append(PREFIX).append(name);
    if (!pairs.isEmpty()) {
      text.append('{').append(String.join(",", pairs)).append('}');
    }
    text.append(' ')
        .append(
            value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value))
        .append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
