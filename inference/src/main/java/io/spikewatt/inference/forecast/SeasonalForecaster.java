package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.Calendar;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.score.Quantile;
import java.util.Arrays;

/**
 * Says what was measured at the same local time a day or, for a load, a week before, whichever was
 * nearer to the truth in the last fortnight. Where that slot is missing: the other one, then the
 * mean at that time of day, then the mean of all. Needs one good value; P10 and P90 come from its
 * own recent errors at that hour. Stateless.
 */
public final class SeasonalForecaster implements Forecaster {
  private static final int RECENT_DAYS = 14;
  private static final int MEMORY_DAYS = 35;
  private static final int ENOUGH = 8;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final int forcedDays;

  public SeasonalForecaster(SeriesKind kind, ForecastSettings settings) {
    this(kind, settings, 0);
  }

  private SeasonalForecaster(SeriesKind kind, ForecastSettings settings, int forcedDays) {
    this.kind = kind;
    this.settings = settings;
    this.forcedDays = forcedDays;
  }

  /** The seasonal naive of one season only, for comparisons. */
  public static SeasonalForecaster naive(SeriesKind kind, ForecastSettings settings, int days) {
    return new SeasonalForecaster(kind, settings, days);
  }

  @Override
  public String id() {
    return forcedDays == 0 ? "seasonal-1" : "seasonal-naive-" + forcedDays + "d";
  }

  @Override
  public Forecast forecast(TimeSeries whole, int slots) {
    if (whole.goodSlots() == 0) {
      throw new IllegalArgumentException("a history without a single value");
    }
    TimeSeries recent = whole.tail(MEMORY_DAYS * whole.slotsPerDay());
    TimeSeries history = recent.goodSlots() > 0 ? recent : whole;
    double[] v = history.values();
    Calendar calendar =
        new Calendar(history.start(), history.step(), settings.zone(), kind, v.length + slots);
    Past past = new Past(v, calendar);
    int days = forcedDays == 0 ? betterSeason(past) : forcedDays;
    double[][] errors = errorsByHour(past, days);
    double floor = past.least >= 0 ? 0 : Double.NEGATIVE_INFINITY;
    double ceiling =
        kind == SeriesKind.PV && settings.capacity().isPresent()
            ? 1.05 * settings.capacity().getAsDouble()
            : Double.POSITIVE_INFINITY;
    double[][] out = new double[3][slots];
    for (int i = 0; i < slots; i++) {
      int k = v.length + i;
      double median = past.value(k, v.length, days);
      double[] error = errors[calendar.hour(k)];
      boolean dark = kind == SeriesKind.PV && past.alwaysZero(k);
      double low = error.length == 0 ? past.low - median : Quantile.of(error, 0.1);
      double high = error.length == 0 ? past.high - median : Quantile.of(error, 0.9);
      out[0][i] = dark ? 0 : clip(median + Math.min(0, low), floor, ceiling);
      out[1][i] = dark ? 0 : clip(median, floor, ceiling);
      out[2][i] = dark ? 0 : clip(median + Math.max(0, high), floor, ceiling);
    }
    return new Forecast(
        history.end(), history.step(), out[0], out[1], out[2], out[1].clone(), id());
  }

  private static double clip(double value, double floor, double ceiling) {
    return Math.max(floor, Math.min(ceiling, value));
  }

  /** 1 or 7 days; the sun keeps no week. */
  private int betterSeason(Past past) {
    if (kind == SeriesKind.PV) {
      return 1;
    }
    double day = past.recentError(1);
    double week = past.recentError(7);
    return Double.isNaN(week) || day <= week ? 1 : 7;
  }

  /** Sorted recent errors at each hour; all hours' errors where an hour has too few. */
  private static double[][] errorsByHour(Past past, int days) {
    double[][] byHour = new double[24][];
    double[] all = past.errors(days, -1);
    for (int hour = 0; hour < 24; hour++) {
      double[] own = past.errors(days, hour);
      byHour[hour] = own.length >= ENOUGH ? own : all.length >= ENOUGH ? all : new double[0];
    }
    return byHour;
  }

  /** The history, asked by local time. */
  private static final class Past {
    private final double[] v;
    private final Calendar calendar;
    private final int recent;
    private final double[] profile;
    private final double mean;
    private final double least;
    private final double low;
    private final double high;

    Past(double[] v, Calendar calendar) {
      this.v = v;
      this.calendar = calendar;
      recent = Math.max(0, v.length - RECENT_DAYS * calendar.slotsPerDay());
      profile = new double[calendar.slotsPerDay()];
      int[] count = new int[profile.length];
      double[] good = new double[v.length];
      int goods = 0;
      for (int k = 0; k < v.length; k++) {
        if (Double.isFinite(v[k])) {
          profile[calendar.slotOfDay(k)] += v[k];
          count[calendar.slotOfDay(k)]++;
          good[goods++] = v[k];
        }
      }
      for (int slot = 0; slot < profile.length; slot++) {
        profile[slot] /= count[slot];
      }
      good = Arrays.copyOf(good, goods);
      Arrays.sort(good);
      mean = Arrays.stream(good).sum() / goods;
      least = good[0];
      low = Quantile.of(good, 0.1);
      high = Quantile.of(good, 0.9);
    }

    /** Latest row before the origin a whole number of seasons back, or NaN where it is missing. */
    private double season(int k, int origin, int days) {
      int back = days;
      int there = calendar.sameTime(k, back);
      while (there >= origin) {
        back += days;
        there = calendar.sameTime(k, back);
      }
      return there < 0 ? Double.NaN : v[there];
    }

    double value(int k, int origin, int days) {
      double value = season(k, origin, days);
      if (!Double.isFinite(value)) {
        value = season(k, origin, days == 7 ? 1 : 7);
      }
      if (!Double.isFinite(value)) {
        value = profile[calendar.slotOfDay(k)];
      }
      return Double.isFinite(value) ? value : mean;
    }

    /** Mean absolute error of a season over the last fortnight; NaN with too little to compare. */
    double recentError(int days) {
      double[] errors = errors(days, -1);
      if (errors.length < calendar.slotsPerDay() / 2) {
        return Double.NaN;
      }
      double sum = 0;
      for (double error : errors) {
        sum += Math.abs(error);
      }
      return sum / errors.length;
    }

    /** Sorted recent errors of a season, where both values were measured; hour -1 takes all. */
    double[] errors(int days, int hour) {
      double[] errors = new double[v.length - recent];
      int count = 0;
      for (int k = recent; k < v.length; k++) {
        if (hour < 0 || calendar.hour(k) == hour) {
          double error = v[k] - season(k, k, days);
          if (Double.isFinite(error)) {
            errors[count++] = error;
          }
        }
      }
      errors = Arrays.copyOf(errors, count);
      Arrays.sort(errors);
      return errors;
    }

    /** Whether nothing was ever produced at that time of day in the last fortnight. */
    boolean alwaysZero(int k) {
      boolean seen = false;
      for (int days = 1; days <= RECENT_DAYS; days++) {
        int there = calendar.sameTime(k, days);
        if (there >= 0 && there < v.length && Double.isFinite(v[there])) {
          if (v[there] > 0) {
            return false;
          }
          seen = true;
        }
      }
      return seen;
    }
  }
}
