package io.spikewatt.inference.naive;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.score.SampleQuantile;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A history by local time: the values whole seasons ago, and the season that was nearer in the last
 * fortnight before an origin. Rows after the history are those to be forecast.
 */
public final class SeasonalHistory {
  private static final int RECENT_DAYS = 14;

  /** In place of a number of days: the mean of the last {@link #MEAN_DAYS} days. */
  private static final int MEAN = 0;

  private static final int MEAN_DAYS = 4;

  private final double[] v;
  private final SlotCalendar slotCalendar;
  private final SeriesKind kind;
  private final double[] profile;
  private final double mean;
  private final double least;
  private final double low;
  private final double high;

  /** Measured rows, at least one, NaN = missing, and a calendar of these rows and those ahead. */
  public SeasonalHistory(SeriesKind kind, double[] v, SlotCalendar slotCalendar) {
    this.kind = kind;
    this.v = v;
    this.slotCalendar = slotCalendar;
    profile = new double[slotCalendar.slotsPerDay()];
    int[] count = new int[profile.length];
    for (int k = 0; k < v.length; k++) {
      if (Double.isFinite(v[k])) {
        profile[slotCalendar.slotOfDay(k)] += v[k];
        count[slotCalendar.slotOfDay(k)]++;
      }
    }
    for (int slot = 0; slot < profile.length; slot++) {
      profile[slot] /= count[slot];
    }
    double[] good = Arrays.stream(v).filter(Double::isFinite).sorted().toArray();
    mean = Arrays.stream(good).sum() / good.length;
    least = good[0];
    low = SampleQuantile.of(good, 0.1);
    high = SampleQuantile.of(good, 0.9);
  }

  /**
   * A season's value for a row: the latest row before the origin a whole number of seasons back, or
   * the mean of the last days; NaN where it is missing.
   */
  public double season(int k, int origin, int days) {
    if (days == MEAN) {
      return lastDays(k, origin);
    }
    int back = days;
    int there = slotCalendar.sameTime(k, back);
    while (there >= origin) {
      back += days;
      there = slotCalendar.sameTime(k, back);
    }
    return there < 0 ? Double.NaN : v[there];
  }

  /** Mean of that local time on the last days before the origin; NaN where all are missing. */
  private double lastDays(int k, int origin) {
    double sum = 0;
    int count = 0;
    int seen = 0;
    for (int back = 1; seen < MEAN_DAYS; back++) {
      int there = slotCalendar.sameTime(k, back);
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

  /** As {@link #season} from the end; a missing one is replaced by what comes nearest to it. */
  double value(int k, int days) {
    double value = season(k, v.length, days);
    if (!Double.isFinite(value)) {
      value = season(k, v.length, days == 1 ? 7 : 1);
    }
    if (!Double.isFinite(value)) {
      value = profile[slotCalendar.slotOfDay(k)];
    }
    return Double.isFinite(value) ? value : mean;
  }

  /** The least value of all. */
  double least() {
    return least;
  }

  /** Value that 10 % of all stay below. */
  double low() {
    return low;
  }

  /** Value that 90 % of all stay below. */
  double high() {
    return high;
  }

  /** Whether nothing was measured at that time of day. */
  boolean isNew(int k) {
    return Double.isNaN(profile[slotCalendar.slotOfDay(k)]);
  }

  /**
   * The season that was nearer before an origin: 1 or 7 days, or the mean of the last days. The sun
   * keeps no week, so a plant uses the mean in its first week only: after that the similar day is
   * another candidate with the same mean.
   */
  public int betterSeason(int origin) {
    boolean load = kind.followsWeek();
    boolean firstWeek = origin <= 7 * slotCalendar.slotsPerDay();
    int best = (load || firstWeek) && isNearer(MEAN, 1, origin) ? MEAN : 1;
    return load && isNearer(7, best, origin) ? 7 : best;
  }

  /**
   * Whether one season had a lower error in the last fortnight than another, where both have
   * values: in a site's second week that is less than the fortnight. False with less than half a
   * day to compare.
   */
  private boolean isNearer(int days, int otherDays, int origin) {
    double gain = 0;
    int count = 0;
    for (int k = recent(origin); k < origin; k++) {
      double better =
          Math.abs(v[k] - season(k, k, otherDays)) - Math.abs(v[k] - season(k, k, days));
      if (Double.isFinite(better)) {
        gain += better;
        count++;
      }
    }
    return count >= slotCalendar.slotsPerDay() / 2 && gain > 0;
  }

  private int recent(int origin) {
    return Math.max(0, origin - RECENT_DAYS * slotCalendar.slotsPerDay());
  }

  /** Sorted recent errors of a season, where both values were measured; hour -1 takes all. */
  double[] errors(int days, int hour) {
    return IntStream.range(recent(v.length), v.length)
        .filter(k -> hour < 0 || slotCalendar.hour(k) == hour)
        .mapToDouble(k -> v[k] - season(k, k, days))
        .filter(Double::isFinite)
        .sorted()
        .toArray();
  }

  /** Whether nothing was ever produced at that time of day in the last fortnight. */
  boolean alwaysZero(int k) {
    boolean seen = false;
    for (int days = 1; days <= RECENT_DAYS; days++) {
      int there = slotCalendar.sameTime(k, days);
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
