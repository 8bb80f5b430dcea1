package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.nowcast.Nowcast;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of an hour of nowcasts, one panel a window: the band as it was issued minute by minute,
 * and what came of it. Of the day in the middle of the test part, the hour in which the minutes
 * moved most.
 */
public final class HourPlot implements NowcastEvaluation.Sink {
  private static final int HOUR = 60;
  private static final int PANEL = 150;

  /** Between ticks of time, at one of which the hour begins. */
  private static final int TICK_SECONDS = 600;

  private final String title;
  private final String target;
  private final ZoneId zone;
  private final Instant from;
  private final Instant to;
  private final List<MinuteOutcome> day = new ArrayList<>();

  /** The file and its target column, and the bounds of the test part. */
  public HourPlot(String file, String target, ZoneId zone, Instant testFrom, Instant end) {
    title = file + " " + target;
    this.target = target;
    this.zone = zone;
    long middle = (testFrom.getEpochSecond() + end.getEpochSecond()) / 2;
    long halfDay = Math.min(43_200, (end.getEpochSecond() - testFrom.getEpochSecond()) / 2);
    from = Instant.ofEpochSecond(middle - halfDay);
    to = Instant.ofEpochSecond(middle + halfDay);
  }

  @Override
  public void take(MinuteOutcome outcome) {
    Instant issued = outcome.nowcast().issuedAt();
    if (!issued.isBefore(from) && issued.isBefore(to) && outcome.daylight()) {
      day.add(outcome);
    }
  }

  /** The picture as SVG, or a picture with a message if there is no such hour. */
  public String svg() {
    int first = liveliest();
    if (first < 0) {
      SvgPlot empty = new SvgPlot(title, 1, PANEL);
      empty.axis("the day in the middle of the test part has no whole hour of nowcasts");
      return empty.svg();
    }
    List<MinuteOutcome> hour = day.subList(first, first + HOUR + 1);
    DateTimeFormatter clock = DateTimeFormatter.ofPattern("HH:mm").withZone(zone);
    String date =
        DateTimeFormatter.ISO_LOCAL_DATE
            .withZone(zone)
            .format(hour.getFirst().nowcast().issuedAt());
    SvgPlot plot = new SvgPlot(title + ": nowcasts of each minute, " + date, 3, PANEL);
    plot.legendBand(SvgPlot.BAND, "P10 to P90, issued then");
    plot.legendLine(SvgPlot.MEDIAN, "median, issued then");
    plot.legendLine(SvgPlot.ACTUAL, "what that mean became");
    plot.legendLine(SvgPlot.LAST, "power of the last minute");
    for (int w = 0; w < Nowcast.WINDOWS; w++) {
      panel(plot, hour, w);
    }
    for (int minute = 0; minute <= HOUR; minute += TICK_SECONDS / 60) {
      plot.tick((double) minute / HOUR, clock.format(hour.get(minute).nowcast().issuedAt()));
    }
    plot.axis("time of issue, " + zone.getId());
    return plot.svg();
  }

  private static void include(double[] range, double value) {
    if (!Double.isNaN(value)) {
      range[0] = Math.min(range[0], value);
      range[1] = Math.max(range[1], value);
    }
  }

  private void panel(SvgPlot plot, List<MinuteOutcome> hour, int w) {
    int n = hour.size();
    double[] x = new double[n];
    double[] low = new double[n];
    double[] median = new double[n];
    double[] high = new double[n];
    double[] actual = new double[n];
    double[] last = new double[n];
    double[] range = new double[2];
    for (int k = 0; k < n; k++) {
      MinuteOutcome outcome = hour.get(k);
      x[k] = (double) k / HOUR;
      low[k] = outcome.nowcast().p10()[w];
      median[k] = outcome.nowcast().p50()[w];
      high[k] = outcome.nowcast().p90()[w];
      actual[k] = outcome.actual()[w];
      last[k] = outcome.last();
      for (double value : new double[] {low[k], high[k], actual[k], last[k]}) {
        include(range, value);
      }
    }
    String heading =
        "mean of the minutes "
            + Nowcast.windowStart(w)
            + " to "
            + Nowcast.windowEnd(w)
            + " after the issue";
    SvgPlot.Panel panel = plot.panel(w, heading, SvgPlot.unit(target), range[0], range[1]);
    panel.band(x, low, high);
    panel.line(SvgPlot.LAST, x, last);
    panel.line(SvgPlot.MEDIAN, x, median);
    panel.line(SvgPlot.ACTUAL, x, actual);
  }

  /** First outcome of the hour in which the last minute's value varied most; -1 without one. */
  private int liveliest() {
    int best = -1;
    double most = -1;
    for (int first = 0; first + HOUR < day.size(); first++) {
      Instant begin = day.get(first).nowcast().issuedAt();
      Instant end = day.get(first + HOUR).nowcast().issuedAt();
      boolean whole = end.getEpochSecond() - begin.getEpochSecond() == HOUR * 60L;
      if (!whole || begin.getEpochSecond() % TICK_SECONDS != 0) {
        continue;
      }
      double sum = 0;
      double squares = 0;
      for (int k = first; k <= first + HOUR; k++) {
        double value = day.get(k).last();
        sum += value;
        squares += value * value;
      }
      double spread = squares - sum * sum / (HOUR + 1);
      if (spread > most) {
        most = spread;
        best = first;
      }
    }
    return best;
  }
}
