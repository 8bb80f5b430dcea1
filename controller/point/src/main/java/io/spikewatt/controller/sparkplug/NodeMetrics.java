package io.spikewatt.controller.sparkplug;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.PointId;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Metrics of the site as a whole. */
final class NodeMetrics {

  /** How long the commands of hosts hold; written, it counts for its own message. */
  static final MetricDefinition VALIDITY =
      MetricDefinition.of("Control/Valid For S", MetricType.INT32, "s").commanding("", "validForS");

  /** Longer texts are cut. */
  private static final int MOST_CHARACTERS = 1_000;

  private NodeMetrics() {}

  /**
   * @param validForS how long the commands of hosts hold unless their message says otherwise, s
   * @param lastRefusal when and why the last of them was refused; empty = none was
   */
  static List<MetricReading> of(CycleOutcome outcome, int validForS, String lastRefusal) {
    Instant at = outcome.report().snapshot().at().instant();
    List<MetricReading> readings = new ArrayList<>();
    for (SitePoint point : SitePoints.whole(PointOutlet.SPARKPLUG)) {
      point
          .told(outcome.report())
          .ifPresent(value -> readings.add(estimate(definition(point), value, at)));
    }
    readings.add(text("Site/Mode", outcome.report().mode().name(), at));
    readings.add(text("Site/Reason", outcome.report().mode().reason().english(), at));
    readings.add(text("Site/Doing", outcome.report().doing().english(), at));
    readings.add(text("Site/Grid", JsonWriter.word(outcome.report().state().connection()), at));
    readings.add(text("Site/Alarms", String.join("\n", outcome.alarms()), at));
    MetricDefinition count = MetricDefinition.of("Site/Alarm Count", MetricType.INT32, "");
    readings.add(MetricReading.good(count, new MetricValue.Whole32(outcome.alarms().size()), at));
    readings.addAll(CommandMetrics.of(outcome, ""));
    readings.add(MetricReading.good(VALIDITY, new MetricValue.Whole32(validForS), at));
    readings.add(text("Control/Last Refusal", lastRefusal, at));
    return readings;
  }

  /** Points of a device that no signal of it is. */
  static List<MetricReading> ofDevice(CycleOutcome outcome, String device) {
    Instant at = outcome.report().snapshot().at().instant();
    List<MetricReading> readings = new ArrayList<>();
    for (SitePoint point : SitePoints.of(outcome.site(), PointOutlet.SPARKPLUG)) {
      if (point.kind() instanceof PointKind.DeviceValue value && value.device().equals(device)) {
        MetricDefinition definition =
            MetricDefinition.number(value.name().snake(), point.id().unit().symbol());
        point
            .told(outcome.report())
            .ifPresent(told -> readings.add(estimate(definition, told, at)));
      }
    }
    return readings;
  }

  static MetricDefinition definition(SitePoint point) {
    PointId id = point.id();
    return MetricDefinition.number("Site/" + id.title(), id.unit().symbol());
  }

  private static MetricReading estimate(
      MetricDefinition definition, Estimate estimate, Instant at) {
    return switch (estimate) {
      case Estimate.Known known -> MetricReading.of(definition, known.value(), at);
      case Estimate.Unknown _ -> MetricReading.missing(definition, MetricQuality.BAD, at);
    };
  }

  private static MetricReading text(String name, String text, Instant at) {
    return MetricReading.of(
        MetricDefinition.text(name),
        text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text,
        at);
  }
}
