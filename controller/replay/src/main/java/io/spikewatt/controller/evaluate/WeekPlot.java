package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of one week of the test part: measured values, and the day-ahead forecasts issued at
 * local midnight with their band from P10 to P90. Always the week in the middle of the part, not a
 * selected one.
 */
public final class WeekPlot implements Evaluation.Sink {
  private static final int DAYS = 7;
  private static final int HEIGHT = 280;

  private final String title;
  private final String target;
  private final TimeSeries series;
  private final ZoneId zone;
  private final int from;
  private final List<Forecast> days = new ArrayList<>();
  private final List<Integer> origins = new ArrayList<>();

  /** The file that the series was read from, and the target's column in it. */
  public WeekPlot(String file, String target, TimeSeries series, ZoneId zone) {
    title = file + " " + target;
    this.target = target;
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
    SvgPlot plot = new SvgPlot(title + ": a week of day-ahead forecasts", 1, HEIGHT);
    if (days.isEmpty()) {
      plot.axis("the test part has no whole week");
      return plot.svg();
    }
    plot.legendBand(SvgPlot.BAND, "P10 to P90");
    plot.legendLine(SvgPlot.MEDIAN, "median, issued at midnight");
    plot.legendLine(SvgPlot.ACTUAL, "measured");
    double[] range = range();
    SvgPlot.Panel panel = plot.panel(0, "", SvgPlot.unit(target), range[0], range[1]);
    int week = DAYS * series.slotsPerDay();
    for (int i = 0; i < days.size(); i++) {
      Forecast f = days.get(i);
      int origin = origins.get(i);
      double[] x = new double[f.slots()];
      double[] actual = new double[f.slots()];
      for (int k = 0; k < x.length; k++) {
        x[k] = (double) (origin + k - origins.getFirst()) / week;
        actual[k] = series.values()[origin + k];
      }
      panel.band(x, f.p10(), f.p90());
      panel.line(SvgPlot.MEDIAN, x, f.p50());
      panel.line(SvgPlot.ACTUAL, x, actual);
      plot.tick(x[0], DateTimeFormatter.ISO_LOCAL_DATE.format(f.origin().atZone(zone)));
    }
    plot.axis("local time, " + zone.getId());
    return plot.svg();
  }

  /** Lowest and highest value to be shown, zero among them. */
  private double[] range() {
    double[] range = new double[2];
    for (int i = 0; i < days.size(); i++) {
      Forecast f = days.get(i);
      for (int k = 0; k < f.slots(); k++) {
        double actual = series.values()[origins.get(i) + k];
        range[1] = Math.max(range[1], Math.max(f.p90()[k], Double.isNaN(actual) ? 0 : actual));
        range[0] = Math.min(range[0], Math.min(f.p10()[k], Double.isNaN(actual) ? 0 : actual));
      }
    }
    return range;
  }
}
