package io.spikewatt.inference.feature;

import java.util.Arrays;

/**
 * What a public holiday does to a load: it moves a day from what its weekday usually is towards a
 * Sunday, all of the way in an office, hardly at all in a home. Which share of the way is learnt
 * from the holidays of a series' history, for few of them come in the months that a model sees.
 */
public final class HolidayEffect {
  /** Days that make up a Sunday, and the weekday. */
  private static final int DAYS = 4;

  /** With fewer of them a day is not known. */
  private static final int LEAST_DAYS = 2;

  private static final int WEEKS_BACK = 6;

  /** Days before a row that may lie beyond the origin of a forecast of it. */
  private static final int NEAREST_DAY = 2;

  /** Fewer holidays are not learnt from. */
  private static final int LEAST_HOLIDAYS = 3;

  /** Standard errors that a share must be away from 0 to be believed. */
  private static final double CERTAIN = 2;

  private final ScaledSeries series;
  private final double share;

  /**
   * @param share of the way from weekday to Sunday, 0 to 1
   */
  HolidayEffect(ScaledSeries series, double share) {
    this.series = series;
    this.share = share;
  }

  /** Whether a row belongs to a day that is another than its weekday. */
  boolean moves(int k) {
    return share > 0 && series.calendar().holiday(k);
  }

  /**
   * What a row has more for falling on a holiday, scaled; 0 on all other days and where too little
   * is known.
   *
   * @param origin rows from here on are not looked at
   */
  double at(int k, int origin) {
    return moves(k) ? share * way(k, origin) : 0;
  }

  /** Sunday's value at that time less the weekday's. */
  private double way(int k, int origin) {
    double way = mean(k, origin, Days.SUNDAYS) - mean(k, origin, Days.ORDINARY);
    return Double.isNaN(way) ? 0 : way;
  }

  /** Days before a row that are alike. */
  private enum Days {
    SUNDAYS,
    /** Of the row's weekday, without holidays. */
    ORDINARY,
    /** Every second of these, from the newest on. */
    ORDINARY_ONE,
    /** The others. */
    ORDINARY_OTHER
  }

  /** Mean of the last days of a sort at that time; NaN if too few are known. */
  private double mean(int k, int origin, Days sort) {
    Calendar calendar = series.calendar();
    int toSunday = (calendar.weekday(k) + 1) % 7;
    int back = sort != Days.SUNDAYS ? 7 : toSunday < NEAREST_DAY ? toSunday + 7 : toSunday;
    double sum = 0;
    int seen = 0;
    int taken = 0;
    for (; back <= 7 * WEEKS_BACK && seen < DAYS; back += 7) {
      int there = calendar.sameTime(k, back);
      if (there < series.first()) {
        break;
      }
      if (there < origin && (sort == Days.SUNDAYS || !calendar.holiday(there))) {
        boolean odd = seen++ % 2 == 1;
        if (sort != (odd ? Days.ORDINARY_ONE : Days.ORDINARY_OTHER)) {
          sum += series.value(there);
          taken++;
        }
      }
    }
    return seen < LEAST_DAYS ? Double.NaN : sum / taken;
  }

  /**
   * The share that a history shows: the least squares of its holidays, each counted as one
   * observation, drawn to 0 by its standard error; 0 if it is not certain. What the weekday usually
   * is stands on both sides; each takes it from other weeks, or its noise alone would look like
   * half of the way.
   *
   * @param history with no share taken out of it
   * @return 0 to 1, 0 if there is too little to learn from
   */
  public static double learn(ScaledSeries history) {
    HolidayEffect effect = new HolidayEffect(history, 1);
    int days = 0;
    double[] went = new double[16];
    double[] way = new double[16];
    int end;
    for (int k = history.first(); k < history.rows(); k = end) {
      end = endOfDay(history, k);
      if (effect.moves(k)) {
        if (days == went.length) {
          went = Arrays.copyOf(went, 2 * days);
          way = Arrays.copyOf(way, 2 * days);
        }
        if (effect.observe(k, end, days, went, way)) {
          days++;
        }
      }
    }
    return days < LEAST_HOLIDAYS ? 0 : share(went, way, days);
  }

  /** Sums up a holiday; false if less than half of a day is known. */
  private boolean observe(int from, int to, int at, double[] went, double[] way) {
    went[at] = 0;
    way[at] = 0;
    int known = 0;
    for (int k = from; k < to; k++) {
      double sunday = mean(k, k, Days.SUNDAYS);
      double one = mean(k, k, Days.ORDINARY_ONE);
      double other = mean(k, k, Days.ORDINARY_OTHER);
      if (series.good(k) && !Double.isNaN(sunday) && !Double.isNaN(one)) {
        double value = series.value(k);
        double whole = sunday - mean(k, k, Days.ORDINARY);
        went[at] += ((value - one) * (sunday - other) + (value - other) * (sunday - one)) / 2;
        way[at] += whole * whole;
        known++;
      }
    }
    return 2 * known >= series.calendar().slotsPerDay();
  }

  private static int endOfDay(ScaledSeries series, int k) {
    int end = k + 1;
    while (end < series.rows()
        && series.calendar().slotOfDay(end) > series.calendar().slotOfDay(end - 1)) {
      end++;
    }
    return end;
  }

  private static double share(double[] went, double[] way, int days) {
    double sum = 0;
    double whole = 0;
    for (int day = 0; day < days; day++) {
      sum += went[day];
      whole += way[day];
    }
    if (!(whole > 0)) {
      return 0;
    }
    double share = sum / whole;
    double squares = 0;
    for (int day = 0; day < days; day++) {
      double left = went[day] - share * way[day];
      squares += left * left * days / (days - 1.0);
    }
    double doubt = Math.sqrt(squares) / whole / Math.max(1e-12, share);
    return share > 0 && CERTAIN * doubt < 1 ? Math.clamp(share * (1 - doubt * doubt), 0, 1) : 0;
  }
}
