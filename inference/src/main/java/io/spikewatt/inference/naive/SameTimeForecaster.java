package io.spikewatt.inference.naive;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.score.SampleQuantile;
import java.util.Arrays;

/**
 * The mean of the measurements at the same time of some earlier days: the seasonal naive of a day
 * or a week, and the similar day. Days are 24 hours; P10 and P90 come from its own errors at that
 * time of day over the last four weeks. Stateless.
 *
 * @param daysBack the days whose mean it is, at least one; readers must not change them
 */
public record SameTimeForecaster(String id, SeriesKind kind, int... daysBack)
    implements Forecaster {
  private static final int BAND_DAYS = 28;

  /** Yesterday again. */
  public static SameTimeForecaster day(SeriesKind kind) {
    return new SameTimeForecaster("naive-day", kind, 1);
  }

  /** Last week again. */
  public static SameTimeForecaster week(SeriesKind kind) {
    return new SameTimeForecaster("naive-week", kind, 7);
  }

  /** The mean of the last four same weekdays; of production, which keeps no week, four days. */
  public static SameTimeForecaster similarDay(SeriesKind kind) {
    return kind.followsWeek()
        ? new SameTimeForecaster("similar-day", kind, 7, 14, 21, 28)
        : new SameTimeForecaster("similar-day", kind, 1, 2, 3, 4);
  }

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    int day = history.slotsPerDay();
    double[] z = GapFilling.filled(history.values(), day, kind);
    double[][] errors = errors(history.values(), z, day);
    boolean negative = Arrays.stream(history.values()).anyMatch(v -> v < 0);
    double floor = negative ? Double.NEGATIVE_INFINITY : 0;
    double[] low = new double[slots];
    double[] median = new double[slots];
    double[] high = new double[slots];
    for (int i = 0; i < slots; i++) {
      double p50 = value(z, z.length + i, z.length, day);
      double[] error = errors[Math.floorMod(z.length + i, day) * 24 / day];
      double p10 = error.length == 0 ? p50 : p50 + Math.min(0, SampleQuantile.of(error, 0.1));
      low[i] = Math.max(Math.min(p50, floor), p10);
      median[i] = p50;
      high[i] = error.length == 0 ? p50 : p50 + Math.max(0, SampleQuantile.of(error, 0.9));
    }
    return new Forecast(history.end(), history.step(), low, median, high, median.clone(), id());
  }

  /** A day before the history, or not over yet, is replaced by the nearest complete one. */
  private double value(double[] z, int k, int origin, int day) {
    double sum = 0;
    for (int days : daysBack) {
      int there = k - days * day;
      while (there >= origin) {
        there -= day;
      }
      while (there < 0 && there + day < origin) {
        there += day;
      }
      sum += z[Math.max(0, there)];
    }
    return sum / daysBack.length;
  }

  /** Sorted errors of the last weeks, by the hour of a day counted from the history's start. */
  private double[][] errors(double[] values, double[] z, int day) {
    double[][] errors = new double[24][BAND_DAYS * day / 24 + 1];
    int[] count = new int[24];
    for (int k = Math.max(day, z.length - BAND_DAYS * day); k < z.length; k++) {
      if (!Double.isNaN(values[k])) {
        int hour = k % day * 24 / day;
        errors[hour][count[hour]++] = values[k] - value(z, k, k, day);
      }
    }
    for (int hour = 0; hour < 24; hour++) {
      errors[hour] = Arrays.copyOf(errors[hour], count[hour]);
      Arrays.sort(errors[hour]);
    }
    return errors;
  }
}
