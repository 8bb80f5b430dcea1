package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.BalanceTerm;
import java.util.List;
import java.util.function.Predicate;

/** Where points are shown. */
public enum PointOutlet {
  /** Topic {@code state}, and the documents that contain it. */
  STATE,
  PAGE,
  METRICS,
  HOME_ASSISTANT,
  SPARKPLUG,
  STATUS,
  /** Quarter-hour records that a fleet receives. */
  FLEET;

  static final List<Exclusion> EXCLUSIONS =
      List.of(
          exclusion(STATE, PointOutlet::isDevice, "the device's topic telemetry has its signals"),
          exclusion(
              HOME_ASSISTANT,
              PointOutlet::isDevice,
              "entities of the device itself show its signals"),
          exclusion(
              HOME_ASSISTANT,
              kind -> kind instanceof PointKind.Price,
              "entities of the topic price show it, with its slot"),
          exclusion(
              PAGE,
              kind -> kind instanceof PointKind.Price,
              "the chart of the plan shows it by its parts"),
          exclusion(
              SPARKPLUG, PointOutlet::isDevice, "metrics of the device itself show its signals"),
          exclusion(
              SPARKPLUG,
              kind -> kind instanceof PointKind.Limit,
              "the metric that commands the limit shows the one in force"),
          exclusion(
              METRICS,
              kind -> kind instanceof PointKind.Sum sum && sum.term() != BalanceTerm.GRID,
              "the label kind adds up the devices"),
          exclusion(
              STATUS,
              kind ->
                  kind instanceof PointKind.DevicePower
                      || kind instanceof PointKind.Price
                      || kind instanceof PointKind.SourceAge
                      || kind instanceof PointKind.DeviceValue
                      || (kind instanceof PointKind.DeviceCharge charge
                          && charge.term() != BalanceTerm.BATTERY),
              "it has twenty lines: sums, the batteries' charge, and the sources in a line of their own"),
          new Exclusion(
              FLEET,
              point -> point.series().isEmpty() || point.kind() instanceof PointKind.DeviceCharge,
              "records are quarter-hour means of the balance"));

  /** Points that an outlet leaves out, and why. */
  record Exclusion(PointOutlet outlet, Predicate<SitePoint> points, String reason) {}

  private static Exclusion exclusion(
      PointOutlet outlet, Predicate<PointKind> kinds, String reason) {
    return new Exclusion(outlet, point -> kinds.test(point.kind()), reason);
  }

  private static boolean isDevice(PointKind kind) {
    return kind instanceof PointKind.DevicePower
        || kind instanceof PointKind.DeviceCharge
        || (kind instanceof PointKind.DeviceValue value && value.quantity().signal());
  }

  boolean shows(SitePoint point) {
    return EXCLUSIONS.stream().noneMatch(it -> it.outlet == this && it.points.test(point));
  }
}
