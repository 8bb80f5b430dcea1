package io.spikewatt.inference.reference;

import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Arrays;

/**
 * Columns of the plain ridge: lags, a smoothed and a similar day, a profile, the state at the
 * origin, the calendar, the lead; for PV the clear sky by geometry; and the weather. Every number
 * depends on rows before the origin only, but for predictions, which are known ahead.
 */
final class RidgeColumns {
  private static final int[] LAGS = {1, 2, 3, 4, 5, 6, 7, 14};

  /** kWh/m² of clear sky below which an index of clearness is noise. */
  private static final double DARK = 0.15;

  private final SeriesKind kind;
  private final SlotCalendar calendar;
  private final int day;
  private final int hour;
  private final double[] z;
  private final double[] profile;
  private final double[] sum;
  private final double[] deviationSum;
  private final double[] sun;
  private final double[] sunSum;
  private final double[][] ahead;
  private final double[][] aheadSum;
  private final int irradiance;
  private final double[][] observed;
  private final double[][] observedSum;

  /**
   * @param filled values without holes, as known at every origin
   * @param scale divides them, above 0
   * @param rows of the history and of the forecast window together
   */
  RidgeColumns(
      TimeSeries series,
      double[] filled,
      SeriesKind kind,
      ForecastSettings settings,
      WeatherColumns columns,
      double scale,
      int rows) {
    this.kind = kind;
    // On the wall clock for PV too, as the reference has it.
    calendar =
        new SlotCalendar(series.start(), series.step(), settings.zone(), SeriesKind.LOAD, rows);
    day = calendar.slotsPerDay();
    hour = calendar.slotsPerHour();
    z = new double[filled.length];
    Arrays.setAll(z, k -> filled[k] / scale);
    profile = profile();
    sum = sums(z);
    double[] deviation = new double[z.length];
    Arrays.setAll(deviation, k -> z[k] - profile[k]);
    deviationSum = sums(deviation);
    sun =
        kind.followsSun() && settings.position().isPresent()
            ? new ClearSky(settings.position().get())
                .rows(series.start(), series.step(), rows)
                .irradiance()
            : new double[0];
    sunSum = sums(sun);
    ahead = columns.ahead().stream().map(c -> held(c.values(), rows)).toArray(double[][]::new);
    aheadSum = Arrays.stream(ahead).map(RidgeColumns::sums).toArray(double[][]::new);
    irradiance = columns.ahead().stream().map(c -> c.name().contains("ghi")).toList().indexOf(true);
    observed =
        columns.observed().stream().map(c -> held(c.values(), z.length)).toArray(double[][]::new);
    observedSum = Arrays.stream(observed).map(RidgeColumns::sums).toArray(double[][]::new);
  }

  /** Prefix sums. */
  private static double[] sums(double[] values) {
    double[] sums = new double[values.length + 1];
    for (int k = 0; k < values.length; k++) {
      sums[k + 1] = sums[k] + values[k];
    }
    return sums;
  }

  /** A missing value, or one beyond the end, holds the one before it. */
  private static double[] held(double[] values, int rows) {
    double[] held = new double[rows];
    double last = Arrays.stream(values).filter(Double::isFinite).findFirst().orElse(0);
    for (int k = 0; k < rows; k++) {
      last = k < values.length && Double.isFinite(values[k]) ? values[k] : last;
      held[k] = last;
    }
    return held;
  }

  /** Exponentially weighted mean of a time of day and day class, learnt a day late. */
  private double[] profile() {
    double rate = kind.followsWeek() ? 0.15 : 0.12;
    double[][] state = new double[2][day];
    Arrays.fill(state[0], Double.NaN);
    Arrays.fill(state[1], Double.NaN);
    double[] out = new double[calendar.rows()];
    for (int k = 0; k < out.length; k++) {
      if (k >= day && k - day < z.length) {
        double[] own = state[dayClass(k - day)];
        int slot = calendar.slotOfDay(k - day);
        own[slot] =
            Double.isNaN(own[slot]) ? z[k - day] : own[slot] + rate * (z[k - day] - own[slot]);
      }
      double expected = state[dayClass(k)][calendar.slotOfDay(k)];
      if (Double.isNaN(expected)) {
        expected = state[kind.followsWeek() ? 1 - dayClass(k) : 0][calendar.slotOfDay(k)];
      }
      out[k] = !Double.isNaN(expected) ? expected : z[Math.min(z.length - 1, Math.max(0, k - day))];
    }
    return out;
  }

  private int dayClass(int k) {
    return kind.followsWeek() && calendar.weekend(k) ? 1 : 0;
  }

  SlotCalendar calendar() {
    return calendar;
  }

  /** Number of features. */
  int features() {
    int common = LAGS.length + 4 + 5 + 5 + 6 + 2;
    int own = kind.followsWeek() ? 8 : sun.length > 0 ? 4 : 0;
    return common + own + ahead.length + (irradiance < 0 ? 0 : 3) + 4 * observed.length;
  }

  /** Writes the raw features of a lead; the origin is at least 28 days after the start. */
  void fill(int origin, int lead, double[] result) {
    int k = origin + lead;
    double decay = StrictMath.exp(-(lead + 0.5) / (3.0 * hour));
    int next = 0;
    for (int days : LAGS) {
      result[next++] = z[k - days * day];
    }
    int centre = Math.min(k - day, origin - 1 - hour);
    result[next++] = mean(sum, centre - hour, centre + hour + 1);
    result[next++] = mean(sum, k - 7 * day - hour, k - 7 * day + hour + 1);
    result[next++] = (z[k - 7 * day] + z[k - 14 * day] + z[k - 21 * day] + z[k - 28 * day]) / 4;
    result[next++] = profile[k];
    result[next++] = z[origin - 1];
    for (int width : new int[] {hour, 3 * hour, day, 7 * day}) {
      result[next++] = mean(sum, origin - width, origin);
    }
    double lastHour = mean(deviationSum, origin - hour, origin);
    double lastThree = mean(deviationSum, origin - 3 * hour, origin);
    result[next++] = lastHour;
    result[next++] = lastThree;
    result[next++] = mean(deviationSum, origin - day, origin);
    result[next++] = lastHour * decay;
    result[next++] = lastThree * decay;
    double angle = 2 * StrictMath.PI * calendar.slotOfDay(k) / day;
    for (int wave = 1; wave <= 3; wave++) {
      result[next++] = StrictMath.sin(wave * angle);
      result[next++] = StrictMath.cos(wave * angle);
    }
    result[next++] = (lead + 0.5) / day;
    result[next++] = decay;
    next = kind.followsWeek() ? week(k, result, next) : sky(origin, k, decay, result, next);
    weather(origin, k, result, next);
  }

  private int week(int k, double[] result, int at) {
    for (int weekday = 0; weekday < 7; weekday++) {
      result[at + weekday] = calendar.weekday(k) == weekday ? 1 : 0;
    }
    result[at + 7] = calendar.weekend(k - day) ? 1 : 0;
    return at + 8;
  }

  private int sky(int origin, int k, double decay, double[] result, int at) {
    if (sun.length == 0) {
      return at;
    }
    double lastDay = clearness(origin, day, 0);
    double lastHours = clearness(origin, 3 * hour, lastDay);
    result[at] = sun[k];
    result[at + 1] = lastDay * sun[k];
    result[at + 2] = (lastHours - lastDay) * sun[k] * decay;
    result[at + 3] = clearness(origin, 7 * day, 0) * sun[k];
    return at + 4;
  }

  /** Energy over clear-sky energy of the rows before an origin. */
  private double clearness(int origin, int width, double otherwise) {
    double clear = sunSum[origin] - sunSum[origin - width];
    return clear / hour > DARK
        ? Math.min(2, (sum[origin] - sum[origin - width]) / clear)
        : otherwise;
  }

  private void weather(int origin, int k, double[] result, int at) {
    int next = at;
    for (double[] column : ahead) {
      result[next++] = column[k];
    }
    if (irradiance >= 0) {
      double[] ghi = ahead[irradiance];
      result[next++] = mean(aheadSum[irradiance], k - hour, Math.min(ghi.length, k + hour + 1));
      result[next++] = ghi[k - day];
      result[next++] = ghi[k] - ghi[k - day];
    }
    for (int i = 0; i < observed.length; i++) {
      result[next++] = observed[i][origin - 1];
      result[next++] = mean(observedSum[i], origin - day, origin);
      result[next++] = observed[i][k - day];
      result[next++] = observed[i][k - 7 * day];
    }
  }

  private static double mean(double[] sums, int from, int to) {
    return (sums[to] - sums[from]) / (to - from);
  }
}
