package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import java.util.Arrays;

/**
 * Inputs of the pooled network from a site at one origin, for each hour ahead: the mean of the last
 * days at that hour, and the deviations of other simple forecasts, the last hours and the calendar
 * from it. All of it is divided by the site's level, so that sites of every size are alike. Only
 * rows before the origin count.
 */
final class OriginInputs {
  /** Hours ahead for which there are inputs. */
  static final int HOURS = 36;

  private static final int BASE_DAYS = 7;
  private static final int LONG_DAYS = 14;

  /** Hours in which the weight of the last hours fades to 1/e. */
  private static final double FADE_HOURS = 3;

  /** Inputs are clipped here. */
  private static final float FARTHEST = 5;

  /** Irradiation that the rated power is worth, as in a plant's first forecast. */
  private static final double PRIOR_KWH = 0.5;

  private static final double PRIOR_PART = 0.5;

  /** The least level of a load, of its mean since it was commissioned. */
  private static final double LEAST_LEVEL = 0.02;

  private final SiteRecord site;
  private final SlotCalendar calendar;
  private final int origin;
  private final int hour;
  private final int day;
  private final double ageHours;
  private final double soFar;
  private final double level;
  private final double clearness;
  private final double clearnessOfHours;
  private final double clearnessOfDay;
  private final double lastHour;
  private final double lastHours;
  private final double lastDay;
  private final double errorOfHour;
  private final double errorOfHours;
  private final double errorOfDay;
  private final double spread;

  OriginInputs(SiteRecord site, int origin) {
    this.site = site;
    this.origin = origin;
    calendar = site.calendar();
    hour = calendar.slotsPerHour();
    day = calendar.slotsPerDay();
    ageHours = Math.max(0, origin - site.first()) / (double) hour;
    soFar = known(0, origin);
    clearness = clearness(0);
    clearnessOfHours = clearness(origin - 3 * hour);
    clearnessOfDay = clearness(origin - day);
    level = level();
    lastHour = known(origin - hour, origin);
    lastHours = known(origin - 3 * hour, origin);
    lastDay = known(origin - day, origin);
    errorOfHour = error(1);
    errorOfHours = error(3);
    errorOfDay = error(24);
    spread = spread();
  }

  static int count(SeriesKind kind) {
    return kind.followsSun() ? 30 : 36;
  }

  /** Name of the inputs of a kind; another one where they change. */
  static String id(SeriesKind kind) {
    return kind.followsSun() ? "pooled-pv-1" : "pooled-load-1";
  }

  /** The site's level, which divides its power. Above 0, or NaN without a measurement. */
  double level() {
    if (!site.kind().followsSun()) {
      double week = Math.abs(known(origin - BASE_DAYS * day, origin));
      double level = Math.max(week, LEAST_LEVEL * Math.abs(soFar));
      return level > 0 ? level : Math.abs(soFar) > 0 ? Math.abs(soFar) : 1;
    }
    if (Double.isFinite(site.capacity())) {
      return site.capacity();
    }
    double most = 0;
    for (int row = Math.max(0, origin - LONG_DAYS * day); row + hour <= origin; row += hour) {
      double mean = known(row, row + hour);
      most = Double.isFinite(mean) ? Math.max(most, mean) : most;
    }
    double clear = Double.isFinite(clearness) ? clearness : 0;
    return Math.max(most, clear) > 0 ? Math.max(most, clear) : 1;
  }

  private double known(int from, int to) {
    return site.mean(from, to, origin);
  }

  /** The plant's output per clear sky since a row, kW of its unit for 1 kW/m²; NaN at night. */
  private double clearness(int from) {
    if (!site.hasSky()) {
      return Double.NaN;
    }
    double made = 0;
    double clear = 0;
    double hours = 1.0 / hour;
    for (int row = Math.max(site.first(), from); row < origin; row++) {
      double value = known(row, row + 1);
      if (Double.isFinite(value)) {
        made += value * hours;
        clear += site.sky(row, row + 1) * hours;
      }
    }
    if (Double.isFinite(site.capacity())) {
      made += PRIOR_KWH * PRIOR_PART * site.capacity();
      clear += PRIOR_KWH;
    }
    return clear < PRIOR_KWH / 2 ? Double.NaN : made / clear;
  }

  /** Mean of the last seven days at these rows; on the first day the mean, or clear sky, so far. */
  double base(int row, int rows) {
    double sum = 0;
    int count = 0;
    for (int back = 1; back <= BASE_DAYS + 2 && count < BASE_DAYS; back++) {
      double value = whole(calendar.sameTime(row, back), rows);
      if (Double.isFinite(value)) {
        sum += value;
        count++;
      }
    }
    if (count > 0) {
      return sum / count;
    }
    return Double.isFinite(clearness) ? clearness * site.sky(row, row + rows) : soFar;
  }

  /** One slot; NaN where it was not measured before the origin. */
  double slot(int row) {
    return whole(row, 1);
  }

  /** Mean of some rows; NaN where none was measured, and where they are not over at the origin. */
  private double whole(int row, int rows) {
    return row < 0 || row + rows > origin ? Double.NaN : known(row, row + rows);
  }

  /** Mean error of the base in the last hours, as it would have been issued now. */
  private double error(int hours) {
    double sum = 0;
    int count = 0;
    for (int back = 1; back <= hours; back++) {
      int row = origin - back * hour;
      double value = whole(row, hour);
      if (Double.isFinite(value)) {
        sum += value - base(row, hour);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private double spread() {
    double mean = known(origin - BASE_DAYS * day, origin);
    double square = 0;
    int count = 0;
    for (int row = Math.max(0, origin - BASE_DAYS * day); row + hour <= origin; row += hour) {
      double value = known(row, row + hour);
      if (Double.isFinite(value)) {
        square += (value - mean) * (value - mean);
        count++;
      }
    }
    return count == 0 ? 0 : Math.sqrt(square / count) / level;
  }

  /** Row of the first slot of an hour ahead. */
  int row(int ahead) {
    return origin + ahead * hour;
  }

  /**
   * Fills in the inputs of one hour ahead.
   *
   * @param ahead 0 to {@link #HOURS} - 1
   * @param in {@link #count} numbers
   * @return the base of that hour, in the series' unit
   */
  double fill(int ahead, float[] in) {
    int row = row(ahead);
    double base = base(row, hour);
    double[] days = new double[LONG_DAYS];
    int found = 0;
    double most = Double.NEGATIVE_INFINITY;
    double alike = 0;
    int alikes = 0;
    double sum = 0;
    boolean free = free(row);
    for (int back = 1; back <= LONG_DAYS; back++) {
      int there = calendar.sameTime(row, back);
      double value = whole(there, hour);
      if (Double.isFinite(value)) {
        days[found++] = value;
        sum += value;
        most = Math.max(most, value);
        if (free(there) == free) {
          alike += value;
          alikes++;
        }
      }
    }
    double yesterday = found > 0 ? days[0] : base;
    double before = found > 1 ? days[1] : yesterday;
    double third = found > 2 ? days[2] : before;
    int recent = Math.min(found, BASE_DAYS);
    double[] sorted = Arrays.copyOf(days, recent);
    Arrays.sort(sorted);
    double median = recent == 0 ? base : (sorted[recent / 2] + sorted[(recent - 1) / 2]) / 2;
    double fade = Math.exp(-(ahead + 0.5) / FADE_HOURS);
    Cursor next = new Cursor(in);
    next.add((yesterday - base) / level);
    next.add((before - base) / level);
    next.add((0.5 * yesterday + 0.3 * before + 0.2 * third - base) / level);
    next.add((median - base) / level);
    next.add((found == 0 ? 0 : sum / found - base) / level);
    next.add((found == 0 ? 0 : most - base) / level);
    next.add(fade * (or(lastHour, base) - base) / level);
    next.add(fade * (or(lastHours, base) - base) / level);
    next.add(fade * errorOfHour / level);
    next.add(fade * errorOfHours / level);
    next.add(errorOfDay / level);
    next.add(base / level);
    next.add(spread);
    next.add(fade);
    next.add(ahead / (double) HOURS);
    next.add(Math.log1p(ageHours) / Math.log(690));
    next.add(ageHours >= 24 ? 1 : 0);
    next.add(ageHours >= 72 ? 1 : 0);
    next.add(ageHours >= 168 ? 1 : 0);
    next.add(ageHours >= 336 ? 1 : 0);
    double turn = 2 * Math.PI * (calendar.slotOfDay(row) + hour / 2.0) / day;
    for (int wave = 1; wave <= (site.kind().followsSun() ? 2 : 3); wave++) {
      next.add(Math.sin(wave * turn));
      next.add(Math.cos(wave * turn));
    }
    if (site.kind().followsSun()) {
      double sky = site.sky(row, row + hour);
      next.add(sky);
      next.add(toSky(sky, clearnessOfHours, base));
      next.add(toSky(sky, clearnessOfDay, base));
      next.add(toSky(sky, clearness, base));
      next.add((third - base) / level);
      next.add(Double.isFinite(clearness) ? clearness / level : 0);
    } else {
      double week = or(whole(calendar.sameTime(row, 7), hour), alikes > 0 ? alike / alikes : base);
      next.add((week - base) / level);
      next.add((or(whole(calendar.sameTime(row, 14), hour), week) - base) / level);
      next.add(alikes == 0 ? 0 : (alike / alikes - base) / level);
      next.add((soFar - base) / level);
      next.add((or(lastDay, base) - base) / level);
      next.add(free ? 1 : 0);
      next.add(free(Math.max(0, row - day)) ? 1 : 0);
      int at = calendar.hour(row);
      next.add(!free && at >= 7 && at < 18 ? 1 : 0);
      next.add(free && at >= 7 && at < 18 ? 1 : 0);
      next.add(alikes / (double) LONG_DAYS);
    }
    next.finish();
    return base;
  }

  private double toSky(double sky, double clear, double base) {
    return Double.isFinite(clear) ? (clear * sky - base) / level : 0;
  }

  private boolean free(int row) {
    return row >= 0 && (calendar.weekend(row) || calendar.holiday(row));
  }

  /** The value, or another one if it is not finite. */
  static double or(double value, double otherwise) {
    return Double.isFinite(value) ? value : otherwise;
  }

  /** Writes numbers one after the other. */
  private static final class Cursor {
    private final float[] in;
    private int at;

    Cursor(float[] in) {
      this.in = in;
    }

    void add(double value) {
      in[at++] = Math.clamp((float) value, -FARTHEST, FARTHEST);
    }

    void finish() {
      if (at != in.length) {
        throw new IllegalStateException(at + " inputs, expected " + in.length);
      }
    }
  }
}
