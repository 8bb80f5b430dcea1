package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of one week of the test part: measured values, and the day-ahead forecasts issued at
 * local midnight with their band from P10 to P90. Always the week in the middle of the part, not a
 * selected one.
 */
public final class WeekPlot implements Evaluation.Sink {
  private static final int DAYS = 7;
  private static final int WIDTH = 960;
  private static final int HEIGHT = 360;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 40;
  private static final int BOTTOM = 40;

  private final String title;
  private final TimeSeries series;
  private final ZoneId zone;
  private final int from;
  private final List<Forecast> days = new ArrayList<>();
  private final List<Integer> origins = new ArrayList<>();

  public WeekPlot(String title, TimeSeries series, ZoneId zone) {
    this.title = title;
    this.series = series;
    this.zone = zone;
    EvaluationProtocol protocol = EvaluationProtocol.of(series.values().length, series.step());
    int middle = (protocol.testStart() + series.values().length) / 2;
    from = Math.max(protocol.testStart(), middle - DAYS * series.slotsPerDay() / 2);
  }

  @Override
  public void take(int origin, Forecast forecast) {
    int day = series.slotsPerDay();
    // The first forecast of a local day; a two-hour spacing may miss midnight by an hour.
    boolean newDay =
        origins.isEmpty()
            ? forecast.origin().atZone(zone).getHour() < 2
            : origin - origins.getLast() >= day;
    if (origin >= from && days.size() < DAYS && newDay) {
      origins.add(origin);
      days.add(forecast);
    }
  }

  /** The picture as SVG, or a picture with a message if there is no such week. */
  public String svg() {
    StringBuilder svg = new StringBuilder(1 << 14);
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\""
                + " height=\"100%%\" fill=\"white\"/>%n",
            WIDTH,
            HEIGHT));
    text(
        svg, LEFT, 20, title + ": day-ahead forecasts issued at midnight, P10 to P90, and outcome");
    if (!days.isEmpty()) {
      week(svg);
    }
    return svg.append("</svg>\n").toString();
  }

  private void week(StringBuilder svg) {
    double top = 0;
    double bottom = 0;
    for (int i = 0; i < days.size(); i++) {
      Forecast f = days.get(i);
      for (int k = 0; k < f.slots(); k++) {
        double actual = series.values()[origins.get(i) + k];
        top = Math.max(top, Math.max(f.p90()[k], Double.isNaN(actual) ? 0 : actual));
        bottom = Math.min(bottom, Math.min(f.p10()[k], Double.isNaN(actual) ? 0 : actual));
      }
    }
    double high = top > bottom ? top : bottom + 1;
    double low = bottom;
    for (int i = 0; i < days.size(); i++) {
      Forecast f = days.get(i);
      int origin = origins.get(i);
      StringBuilder band = new StringBuilder();
      StringBuilder median = new StringBuilder();
      StringBuilder actual = new StringBuilder();
      for (int k = 0; k < f.slots(); k++) {
        point(band, x(origin + k), y(f.p90()[k], low, high));
        point(median, x(origin + k), y(f.p50()[k], low, high));
        double outcome = series.values()[origin + k];
        if (!Double.isNaN(outcome)) {
          point(actual, x(origin + k), y(outcome, low, high));
        }
      }
      for (int k = f.slots() - 1; k >= 0; k--) {
        point(band, x(origin + k), y(f.p10()[k], low, high));
      }
      svg.append("<polygon fill=\"#9ecae1\" fill-opacity=\".6\" points=\"" + band + "\"/>\n");
      line(svg, "#08519c", median);
      line(svg, "#222", actual);
      Instant begin = f.origin();
      text(
          svg, x(origin), HEIGHT - 14, DateTimeFormatter.ISO_LOCAL_DATE.format(begin.atZone(zone)));
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ccc\"/>%n",
              x(origin),
              TOP,
              x(origin),
              HEIGHT - BOTTOM));
    }
    for (int tick = 0; tick <= 4; tick++) {
      double value = low + (high - low) * tick / 4;
      text(svg, 6, y(value, low, high) + 4, String.format(Locale.ROOT, "%.4g", value));
    }
  }

  private double x(int row) {
    int rows = DAYS * series.slotsPerDay();
    return LEFT + (double) (WIDTH - LEFT - RIGHT) * (row - origins.getFirst()) / rows;
  }

  private static double y(double value, double low, double high) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low);
  }

  private static void point(StringBuilder points, double x, double y) {
    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
  }

  private static void line(StringBuilder svg, String colour, StringBuilder points) {
    svg.append("<polyline fill=\"none\" stroke=\"" + colour + "\" points=\"" + points + "\"/>\n");
  }

  private static void text(StringBuilder svg, double x, double y, String text) {
    String safe = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y, safe));
  }
}
