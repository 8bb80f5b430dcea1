package io.spikewatt.inference.blend;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Features of the short-term correction: what the last hours tell of the coming slots, as
 * differences from the blend's mean. For each kind: the blend's median. For a load: the other
 * candidates, the recent day whose last hours were most alike, and how far the last hours are from
 * usual. For PV: the clear sky of the last weeks times the clearness of the last hours. None for
 * wind, whose candidate starts at the last hour already. Unmeasured values count as no difference.
 */
final class ShortTermFeatures {

  /** Most days back to the most similar day, and hours that are compared. */
  private static final int SIMILAR_DAYS = 21;

  private static final int SIMILAR_HOURS = 6;

  /** Similarity of another weekday counts less: its tomorrow is another weekday again. */
  private static final double OTHER_WEEKDAY = 1.15;

  private static final int WEEK = 7;
  private static final int USUAL_WEEKS = 4;
  private static final int[] DEVIATION_HOURS = {1, 3, 24};

  private static final int[] CLEARNESS_HOURS = {1, 2, 3, 6, 24};

  /** Longest way back to daylight, days. */
  private static final int DAYLIGHT_DAYS = 3;

  /** Slots darker than this share of the brightest do not show the clearness. */
  private static final double DARK = 0.1;

  private static final ForecastSource[] OTHERS = {
    ForecastSource.SEASONAL, ForecastSource.SIMILAR_DAY, ForecastSource.RIDGE
  };

  /** Features of any kind: those of the others and of the blend's median. */
  private static final int FIRST = OTHERS.length + 1;

  private final double[] values;
  private final int day;

  /** Slots of the history: the number of the first slot ahead. */
  private final int now;

  private ShortTermFeatures(TimeSeries history) {
    values = history.values();
    day = history.slotsPerDay();
    now = values.length;
  }

  /** Number of features of a slot. */
  static int count(SeriesKind kind) {
    int load = FIRST + 4 + 2 * (1 + DEVIATION_HOURS.length);
    return kind.followsWeek() ? load : kind.followsSun() ? FIRST + 1 + CLEARNESS_HOURS.length : 0;
  }

  /**
   * Forecasts from one origin, one value a slot, in the series' unit.
   *
   * @param median of the blend
   * @param mean of the blend
   * @param others means of the other candidates
   * @param yesterday the same slot a day before
   * @param lastWeek the same slot a week before
   */
  record Issue(
      double[] median, double[] mean, double[][] others, double[] yesterday, double[] lastWeek) {

    /** From the candidates' forecasts; empty where there is no recent measurement. */
    static Optional<Issue> of(Map<ForecastSource, Forecast> made, double[] median, double[] mean) {
      Forecast seasonal = made.get(ForecastSource.SEASONAL);
      Forecast yesterday = made.get(ForecastSource.NAIVE_DAY);
      Forecast lastWeek = made.get(ForecastSource.NAIVE_WEEK);
      if (seasonal == null || yesterday == null || lastWeek == null) {
        return Optional.empty();
      }
      double[][] others =
          Arrays.stream(OTHERS)
              .map(other -> made.getOrDefault(other, seasonal).mean())
              .toArray(double[][]::new);
      return Optional.of(new Issue(median, mean, others, yesterday.p50(), lastWeek.p50()));
    }

    /** From a kept forecast. */
    static Issue of(IssuedForecast kept) {
      IssuedQuantiles seasonal = kept.of(ForecastSource.SEASONAL);
      double[][] others =
          Arrays.stream(OTHERS)
              .map(other -> kept.curves().getOrDefault(other, seasonal).mean())
              .map(Issue::doubles)
              .toArray(double[][]::new);
      return new Issue(
          doubles(kept.blend().p50()),
          doubles(kept.blend().mean()),
          others,
          doubles(kept.of(ForecastSource.NAIVE_DAY).p50()),
          doubles(kept.of(ForecastSource.NAIVE_WEEK).p50()));
    }

    private static double[] doubles(float[] values) {
      double[] doubles = new double[values.length];
      Arrays.setAll(doubles, k -> values[k]);
      return doubles;
    }
  }

  /** One row for each slot of a blend, in the series' unit; the history ends at the origin. */
  static double[][] of(SeriesKind kind, ZoneId zone, TimeSeries history, Issue issue) {
    double[] mean = issue.mean;
    double[][] rows = new double[mean.length][count(kind)];
    for (int k = 0; k < mean.length && count(kind) > 0; k++) {
      for (int i = 0; i < OTHERS.length; i++) {
        rows[k][i] = issue.others[i][k] - mean[k];
      }
      rows[k][OTHERS.length] = issue.median[k] - mean[k];
    }
    ShortTermFeatures features = new ShortTermFeatures(history);
    if (kind.followsWeek()) {
      features.load(rows, issue, features.today(history, zone));
    } else if (kind.followsSun()) {
      features.sun(rows, mean);
    }
    return rows;
  }

  /** Whether each slot belongs to the local day of the last measured one. */
  private boolean[] today(TimeSeries history, ZoneId zone) {
    LocalDate last = history.end().minus(history.step()).atZone(zone).toLocalDate();
    boolean[] today = new boolean[2 * day];
    for (int k = 0; k < today.length; k++) {
      today[k] =
          history
              .end()
              .plus(history.step().multipliedBy(k))
              .atZone(zone)
              .toLocalDate()
              .equals(last);
    }
    return today;
  }

  private void load(double[][] rows, Issue issue, boolean[] today) {
    double[] mean = issue.mean;
    int similar = similarDay();
    double scale =
        Arrays.stream(values).filter(Double::isFinite).map(Math::abs).average().orElse(1);
    double[] off = new double[1 + DEVIATION_HOURS.length];
    off[0] = difference(value(now - 1), value(now - 1 - similar * day));
    for (int i = 0; i < DEVIATION_HOURS.length; i++) {
      off[1 + i] = deviation(DEVIATION_HOURS[i] * day / 24);
    }
    for (int k = 0; k < mean.length; k++) {
      double[] x = rows[k];
      int at = now + k - similar * day;
      while (at >= now) {
        at -= WEEK * day;
      }
      int next = FIRST;
      x[next + (today[k] ? 0 : 1)] = difference(value(at), mean[k]);
      x[next + 2] = issue.yesterday[k] - mean[k];
      x[next + 3] = issue.lastWeek[k] - mean[k];
      next += 4;
      for (double by : off) {
        x[next++] = by;
        x[next++] = scale > 0 ? by * mean[k] / scale : 0;
      }
    }
  }

  /** Value of a slot; NaN = not measured or before the history. */
  private double value(int slot) {
    return slot >= 0 ? values[slot] : Double.NaN;
  }

  private static double difference(double value, double from) {
    double difference = value - from;
    return Double.isFinite(difference) ? difference : 0;
  }

  /** Days back to the day whose last hours were most like the newest ones. */
  private int similarDay() {
    int slots = SIMILAR_HOURS * day / 24;
    int best = WEEK;
    double least = Double.POSITIVE_INFINITY;
    for (int days = 1; days <= SIMILAR_DAYS && now - slots >= day * days; days++) {
      double sum = 0;
      for (int slot = now - slots; slot < now; slot++) {
        sum += Math.abs(difference(values[slot], values[slot - day * days]));
      }
      sum *= days % WEEK == 0 ? 1 : OTHER_WEEKDAY;
      if (sum < least) {
        least = sum;
        best = days;
      }
    }
    return best;
  }

  /** Mean difference of the newest slots from the same weekday and time of the last weeks. */
  private double deviation(int slots) {
    double sum = 0;
    for (int slot = Math.max(0, now - slots); slot < now; slot++) {
      double usual = 0;
      int weeks = 0;
      for (int back = 1; back <= USUAL_WEEKS; back++) {
        double then = value(slot - back * WEEK * day);
        usual += Double.isFinite(then) ? then : 0;
        weeks += Double.isFinite(then) ? 1 : 0;
      }
      sum += difference(values[slot], usual / weeks);
    }
    return sum / slots;
  }

  private void sun(double[][] rows, double[] mean) {
    double[] clearness = clearness();
    for (int k = 0; k < mean.length; k++) {
      double clear = clear(now + k);
      int next = FIRST;
      rows[k][next++] = clear - mean[k];
      for (double share : clearness) {
        rows[k][next++] = clear * share - mean[k];
      }
    }
  }

  /** Greatest value at the time of a slot in the weeks before it. */
  private double clear(int slot) {
    return RecentMaximum.at(values, day, slot);
  }

  /** Measured over clear-sky energy of the newest hours of daylight. */
  private double[] clearness() {
    double brightest = 0;
    for (int slot = now; slot < now + day; slot++) {
      brightest = Math.max(brightest, clear(slot));
    }
    double[] clearness = new double[CLEARNESS_HOURS.length];
    double measured = 0;
    double clear = 0;
    int light = 0;
    int next = 0;
    int first = Math.max(0, now - DAYLIGHT_DAYS * day);
    for (int slot = now - 1; slot >= first && next < clearness.length; slot--) {
      double possible = clear(slot);
      if (possible > DARK * brightest && Double.isFinite(values[slot])) {
        measured += values[slot];
        clear += possible;
        light++;
      }
      if (light == CLEARNESS_HOURS[next] * day / 24) {
        clearness[next++] = measured / clear;
      }
    }
    while (next < clearness.length) {
      clearness[next++] = clear > 0 ? measured / clear : 0;
    }
    return clearness;
  }
}
