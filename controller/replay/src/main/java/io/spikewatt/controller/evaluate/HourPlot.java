package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.nowcast.Nowcast;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  private static double[] values(List<MinuteOutcome> hour, ToDoubleFunction<MinuteOutcome> value) {
    return hour.stream().mapToDouble(value).toArray();
  }

  private void panel(SvgPlot plot, List<MinuteOutcome> hour, int w) {
    double[] x = IntStream.range(0, hour.size()).mapToDouble(k -> (double) k / HOUR).toArray();
    double[] low = values(hour, outcome -> outcome.nowcast().p10()[w]);
    double[] median = values(hour, outcome -> outcome.nowcast().p50()[w]);
    double[] high = values(hour, outcome -> outcome.nowcast().p90()[w]);
    double[] actual = values(hour, outcome -> outcome.actual()[w]);
    double[] last = values(hour, MinuteOutcome::last);
    DoubleSummaryStatistics range =
        Stream.of(low, high, actual, last)
            .flatMapToDouble(Arrays::stream)
            .filter(value -> !Double.isNaN(value))
            .summaryStatistics();
    String heading =
        "mean of the minutes "
            + Nowcast.windowStart(w)
            + " to "
            + Nowcast.windowEnd(w)
            + " after the issue";
    SvgPlot.Panel panel =
        plot.panel(
            w,
            heading,
            SvgPlot.unit(target),
            Math.min(0, range.getMin()),
            Math.max(0, range.getMax()));
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
