package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.PointId;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.controller.status.SiteStatus.DeviceAge;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.device.WriteTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The site as OpenMetrics 1.0 text, for Prometheus and the like, or as the older text format 0.0.4.
 * An unknown value has no sample, so that it cannot be read as 0.
 */
final class OpenMetrics {

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

    /** The format for a client: the older one only if it accepts that and not the newer one. */
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
    sample("build_info", Map.of("version", reading.daemon().service().version()), 1);
    family("controlling", "gauge", "", "1 while the site is controlled, else 0.");
    sample("controlling", Map.of(), reading.controls() ? 1 : 0);
    family("alarms", "gauge", "", "Number of present problems.");
    sample("alarms", Map.of(), reading.alarms().size());
    family("missed_cycles", "counter", "", "Control cycles that were skipped.");
    sample("missed_cycles_total", Map.of(), (double) reading.daemon().missed());
  }

  private void site(CycleReport report, SiteReading reading) {
    family("cycle_age_seconds", "gauge", "seconds", "Time since the last control cycle.");
    long ageMs =
        Duration.between(report.snapshot().at().instant(), reading.now().instant()).toMillis();
    sample("cycle_age_seconds", Map.of(), ageMs / 1000.0);
    family("power_watts", "gauge", "watts", "Power into the site's bus; loads are negative.");
    for (PowerFlow.Power power : PowerFlow.powers(reading.site(), report)) {
      power
          .powerW()
          .ifKnown()
          .ifPresent(
              watts ->
                  sample("power_watts", labels("device", power.id(), "kind", power.kind()), watts));
    }
    List<SitePoint> points = SitePoints.of(reading.site(), PointOutlet.METRICS);
    family("stored_ratio", "gauge", "ratio", "State of charge, 0 to 1.");
    for (SitePoint point : points) {
      if (point.kind() instanceof PointKind.DeviceCharge) {
        known(point, report)
            .ifPresent(
                pct -> sample("stored_ratio", Map.of("device", point.id().words()), pct / 100));
      }
    }
    family("limit_watts", "gauge", "watts", "Limits in force at the grid connection.");
    for (SitePoint point : points) {
      if (point.kind() instanceof PointKind.Limit) {
        known(point, report)
            .ifPresent(w -> sample("limit_watts", Map.of("direction", point.id().words()), w));
      }
    }
    for (SitePoint point : points) {
      if (point.kind() instanceof PointKind.Energy) {
        gauge(point, "kwh", report);
      } else if (point.kind() instanceof PointKind.Price) {
        gauge(point, "per_kwh", report);
      } else if (point.kind() instanceof PointKind.SourceAge) {
        gauge(point, "min", report);
      }
    }
    values(points, report);
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

  /** Values of devices, those of one name together. */
  private void values(List<SitePoint> points, CycleReport report) {
    Map<PointId, List<SitePoint>> byName = new LinkedHashMap<>();
    for (SitePoint point : points) {
      if (point.kind() instanceof PointKind.DeviceValue value && point.told(report).isPresent()) {
        byName.computeIfAbsent(value.name(), _ -> new ArrayList<>()).add(point);
      }
    }
    byName.forEach(
        (name, of) -> {
          PointKind.DeviceValue first = (PointKind.DeviceValue) of.getFirst().kind();
          family(name.snake(), "gauge", name.unitWord(), first.quantity().title() + ".");
          for (SitePoint point : of) {
            String device = ((PointKind.DeviceValue) point.kind()).device();
            known(point, report)
                .ifPresent(value -> sample(name.snake(), Map.of("device", device), value));
          }
        });
  }

  private void devices(SiteReading reading) {
    family("reading_age_seconds", "gauge", "seconds", "Age of a device's newest good reading.");
    for (DeviceAge device : reading.devices()) {
      device
          .lastGood()
          .ifPresent(
              at ->
                  sample(
                      "reading_age_seconds",
                      Map.of("device", device.id()),
                      reading.now().millisSince(at) / 1000.0));
    }
    family("readings_good", "gauge", "", "1 if no value of a device is missing, else 0.");
    for (DeviceAge device : reading.devices()) {
      sample("readings_good", Map.of("device", device.id()), device.fault().isEmpty() ? 1 : 0);
    }
  }

  private void gauge(SitePoint point, String unit, CycleReport report) {
    PointId id = point.id();
    family(id.snake(), "gauge", unit, point.english() + ".");
    known(point, report).ifPresent(value -> sample(id.snake(), Map.of(), value));
  }

  private static OptionalDouble known(SitePoint point, CycleReport report) {
    return point.value().apply(report).ifKnown();
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
