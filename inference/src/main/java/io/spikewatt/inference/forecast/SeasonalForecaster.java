package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.Calendar;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.score.Quantile;
import java.util.Arrays;
import java.util.Optional;

/**
 * Repeats what was measured at the same local time: a day before, the mean of the last four days
 * or, for a load, a week before, whichever had the least error in the last fortnight. A missing
 * slot falls back to the other season, the mean of that time of day, the mean of all; a new plant
 * with a known position to the clear sky. P10 and P90 come from its own recent errors at that hour.
 * Without a season (wind) it is the {@link FadingForecaster}. Needs one good value. Stateless.
 */
public final class SeasonalForecaster implements Forecaster {
  private static final int RECENT_DAYS = 14;
  private static final int MEMORY_DAYS = 35;
  private static final int ENOUGH = 8;

  /** In place of a number of days: the mean of the last {@link #MEAN_DAYS} days. */
  private static final int MEAN = 0;

  private static final int MEAN_DAYS = 4;

  /** No season is forced. */
  private static final int FREE = -1;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final int forcedDays;

  public SeasonalForecaster(SeriesKind kind, ForecastSettings settings) {
    this(kind, settings, FREE);
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
    return forcedDays == FREE ? "seasonal-1" : "seasonal-naive-" + forcedDays + "d";
  }

  @Override
  public Forecast forecast(TimeSeries whole, int slots) {
    if (whole.goodSlots() == 0) {
      throw new IllegalArgumentException("a history without a single value");
    }
    if (forcedDays == FREE && !kind.hasSeason()) {
      return FadingForecaster.usual(settings).forecast(whole, slots);
    }
    TimeSeries recent = whole.tail(MEMORY_DAYS * whole.slotsPerDay());
    TimeSeries history = recent.goodSlots() > 0 ? recent : whole;
    double[] v = history.values();
    Calendar calendar =
        new Calendar(history.start(), history.step(), settings.zone(), kind, v.length + slots);
    Past past = new Past(v, calendar);
    int days = forcedDays == FREE ? betterSeason(past) : forcedDays;
    double[][] errors = errorsByHour(past, days);
    Optional<FirstSun> sun = firstSun(history, slots);
    double[] low = new double[slots];
    double[] median = new double[slots];
    double[] high = new double[slots];
    for (int i = 0; i < slots; i++) {
      int k = v.length + i;
      Range range =
          sun.isPresent() && past.isNew(k)
              ? clearSky(sun.get(), k)
              : season(past, k, days, errors[calendar.hour(k)]);
      low[i] = range.low;
      median[i] = range.median;
      high[i] = range.high;
    }
    return new Forecast(history.end(), history.step(), low, median, high, median.clone(), id());
  }

  /** Forecast of one slot, in the series' unit. */
  private record Range(double low, double median, double high) {
    static final Range DARK = new Range(0, 0, 0);
  }

  private Range clearSky(FirstSun sun, int k) {
    double median = clip(sun.value(k), 0, ceiling());
    return new Range(FirstSun.LOW * median, median, clip(FirstSun.HIGH * median, 0, ceiling()));
  }

  /**
   * @param error sorted errors at that hour
   */
  private Range season(Past past, int k, int days, double[] error) {
    if (kind.followsSun() && past.alwaysZero(k)) {
      return Range.DARK;
    }
    double median = past.value(k, past.v.length, days);
    double low = error.length == 0 ? past.low - median : Quantile.of(error, 0.1);
    double high = error.length == 0 ? past.high - median : Quantile.of(error, 0.9);
    double floor = past.least >= 0 ? 0 : Double.NEGATIVE_INFINITY;
    return new Range(
        clip(median + Math.min(0, low), floor, ceiling()),
        clip(median, floor, ceiling()),
        clip(median + Math.max(0, high), floor, ceiling()));
  }

  private double ceiling() {
    return kind.isBounded() && settings.capacity().isPresent()
        ? 1.05 * settings.capacity().getAsDouble()
        : Double.POSITIVE_INFINITY;
  }

  /** The sky over a plant that has not been seen for a whole day. */
  private Optional<FirstSun> firstSun(TimeSeries history, int slots) {
    return kind.followsSun()
            && settings.position().isPresent()
            && history.values().length < history.slotsPerDay()
        ? FirstSun.of(
            history.values(),
            history.start(),
            history.step(),
            slots,
            settings.position().get(),
            settings.capacity())
        : Optional.empty();
  }

  private static double clip(double value, double floor, double ceiling) {
    return Math.max(floor, Math.min(ceiling, value));
  }

  /**
   * 1 or 7 days, or {@link #MEAN}. The sun keeps no week, so a plant uses the mean in its first
   * week only: after that the similar day is another candidate with the same mean.
   */
  private int betterSeason(Past past) {
    boolean load = kind.followsWeek();
    int best = (load || past.isFirstWeek()) && past.isNearer(MEAN, 1) ? MEAN : 1;
    return load && past.isNearer(7, best) ? 7 : best;
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

  /** The history by local time. */
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
      if (days == MEAN) {
        return lastDays(k, origin);
      }
      int back = days;
      int there = calendar.sameTime(k, back);
      while (there >= origin) {
        back += days;
        there = calendar.sameTime(k, back);
      }
      return there < 0 ? Double.NaN : v[there];
    }

    /** Mean of that local time on the last days before the origin; NaN where all are missing. */
    private double lastDays(int k, int origin) {
      double sum = 0;
      int count = 0;
      int seen = 0;
      for (int back = 1; seen < MEAN_DAYS; back++) {
        int there = calendar.sameTime(k, back);
        if (there < 0) {
          break;
        }
        if (there < origin) {
          seen++;
          if (Double.isFinite(v[there])) {
            sum += v[there];
            count++;
          }
        }
      }
      return count == 0 ? Double.NaN : sum / count;
    }

    double value(int k, int origin, int days) {
      double value = season(k, origin, days);
      if (!Double.isFinite(value)) {
        value = season(k, origin, days == 1 ? 7 : 1);
      }
      if (!Double.isFinite(value)) {
        value = profile[calendar.slotOfDay(k)];
      }
      return Double.isFinite(value) ? value : mean;
    }

    /** Whether nothing was measured at that time of day. */
    boolean isNew(int k) {
      return Double.isNaN(profile[calendar.slotOfDay(k)]);
    }

    boolean isFirstWeek() {
      return v.length <= 7 * calendar.slotsPerDay();
    }

    /**
     * Whether one season was nearer to the truth in the last fortnight than another, where both say
     * something: in a site's second week that is less than the fortnight. False with less than half
     * a day to compare.
     */
    boolean isNearer(int days, int otherDays) {
      double gain = 0;
      int count = 0;
      for (int k = recent; k < v.length; k++) {
        double better =
            Math.abs(v[k] - season(k, k, otherDays)) - Math.abs(v[k] - season(k, k, days));
        if (Double.isFinite(better)) {
          gain += better;
          count++;
        }
      }
      return count >= calendar.slotsPerDay() / 2 && gain > 0;
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
