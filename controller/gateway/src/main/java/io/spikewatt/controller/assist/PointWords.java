package io.spikewatt.controller.assist;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.PointId.PointUnit;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import java.util.List;

/**
 * Points of the catalogue in words and as fields.
 *
 * @param figures of the site
 */
record PointWords(FigureWords figures) {

  /** Powers below it are no flow, W. */
  private static final double STILL_W = 0.5;

  /** Points that the site has. */
  List<SitePoint> installed(CycleReport report) {
    return SitePoints.of(figures.reading().site()).stream()
        .filter(point -> point.value().apply(report).isInstalled())
        .toList();
  }

  /** Such as {@code Grid power: 1200 W (import)}. */
  String sentence(SitePoint point, CycleReport report) {
    return name(point)
        + ": "
        + switch (point.value().apply(report)) {
          case Estimate.Known known -> value(point, known.value());
          case Estimate.Unknown unknown -> "unknown (" + FigureWords.quoted(unknown.reason()) + ")";
        };
  }

  static String name(SitePoint point) {
    return switch (point.kind()) {
      case PointKind.DevicePower _ -> point.id().words() + " power";
      case PointKind.DeviceCharge _ -> point.id().words() + " state of charge";
      case PointKind.Sum _, PointKind.Load _, PointKind.Listed _ -> point.english();
    };
  }

  /** A value of a point with unit and direction. */
  String value(SitePoint point, double value) {
    return switch (point.id().unit()) {
      case WATT -> FigureWords.watts(value) + direction(point.kind(), value);
      case PERCENT -> FigureWords.percent(value, 0);
      case KILOWATT_HOUR -> FigureWords.kwh(1000 * value);
      case PRICE -> figures.price(value);
      case PER_KILOWATT_HOUR, PER_SECOND ->
          FigureWords.number(value, 1) + " " + point.id().unit().symbol();
      case COUNT -> FigureWords.number(value, 0);
      case MINUTE -> FigureWords.number(value, 0) + " " + PointUnit.MINUTE.symbol();
    };
  }

  private static String direction(PointKind kind, double watts) {
    return switch (kind) {
      case PointKind.Sum sum -> direction(sum.term(), watts);
      case PointKind.DevicePower power -> direction(power.term(), watts);
      case PointKind.Load _ -> " (consumption)";
      case PointKind.Limit limit -> "";
      case PointKind.DeviceCharge _,
          PointKind.DeviceValue _,
          PointKind.Energy _,
          PointKind.Price _,
          PointKind.SourceAge _ ->
          "";
    };
  }

  private static String direction(BalanceTerm term, double watts) {
    if (Math.abs(watts) < STILL_W) {
      return "";
    }
    return switch (term) {
      case GRID -> watts > 0 ? " (import from the grid)" : " (export to the grid)";
      case BATTERY, EV -> watts > 0 ? " (discharging)" : " (charging)";
      case PV, WIND, GENSET -> watts > 0 ? " (production)" : " (consumption)";
      default -> watts > 0 ? " (production)" : " (consumption)";
    };
  }

  /** Fields by the name of each point; an unknown value is its reason. */
  void write(JsonWriter body, List<SitePoint> points, CycleReport report) {
    for (SitePoint point : points) {
      switch (point.value().apply(report)) {
        case Estimate.Known known -> body.exact(point.id().snake(), known.value());
        case Estimate.Unknown unknown ->
            body.put(point.id().snake(), "unknown: " + FigureWords.quoted(unknown.reason()));
      }
    }
  }
}
