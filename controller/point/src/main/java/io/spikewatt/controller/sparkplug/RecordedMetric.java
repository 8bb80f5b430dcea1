package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.hal.signal.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A metric whose quarter-hour means are in the history, under the same unit and sign.
 *
 * @param device empty = of the node
 */
record RecordedMetric(Optional<String> device, String name, String series) {

  /** All of a site; a birth has those among them that the site has. */
  static List<RecordedMetric> of(Site site) {
    return Stream.concat(
            SitePoints.whole(PointOutlet.SPARKPLUG).stream(), SitePoints.of(site).stream())
        .distinct()
        .filter(point -> !point.series().isEmpty())
        .map(RecordedMetric::of)
        .toList();
  }

  private static RecordedMetric of(SitePoint point) {
    Optional<String> device = Optional.of(point.id().words());
    return switch (point.kind()) {
      case PointKind.DevicePower _ ->
          new RecordedMetric(device, Quantity.POWER_W.wireName(), point.series());
      case PointKind.DeviceCharge _ ->
          new RecordedMetric(device, Quantity.SOC_PCT.wireName(), point.series());
      default ->
          new RecordedMetric(
              Optional.empty(), NodeMetrics.definition(point).name(), point.series());
    };
  }
}
