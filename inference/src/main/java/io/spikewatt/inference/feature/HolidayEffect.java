package io.spikewatt.inference.feature;

/**
 * Effect of a public holiday on a load: it moves a day by a share, 0 to 1, of the way from its
 * usual weekday to a Sunday: fully in an office, hardly at all in a home ({@link HolidayShare}).
 */
record HolidayEffect(ScaledSeries series, double share) {
  /** Days that make up a Sunday, and the weekday. */
  private static final int DAYS = 4;

  /** With fewer of them the effect is unknown. */
  private static final int LEAST_DAYS = 2;

  private static final int WEEKS_BACK = 6;

  /** Days before a row that may lie beyond the origin of a forecast of it. */
  private static final int NEAREST_DAY = 2;

  /** Whether a row belongs to a holiday. */
  boolean moves(int k) {
    return share > 0 && series.calendar().holiday(k);
  }

  /** Scaled difference of a row due to a holiday, by rows before {@code origin}; 0 if not known. */
  double at(int k, int origin) {
    return moves(k) ? share * way(k, origin) : 0;
  }

  /** Sunday's value at that time less the weekday's. */
  private double way(int k, int origin) {
    double way = mean(k, origin, Days.SUNDAYS) - mean(k, origin, Days.ORDINARY);
    return Double.isNaN(way) ? 0 : way;
  }

  /** Class of earlier days that are averaged. */
  enum Days {
    SUNDAYS,
    /** Of the row's weekday, without holidays. */
    ORDINARY,
    /** Every second of these, from the newest on. */
    ORDINARY_ONE,
    /** The others. */
    ORDINARY_OTHER
  }

  /** Mean of the last days of a sort at that time; NaN if too few are known. */
  double mean(int k, int origin, Days sort) {
    SlotCalendar slotCalendar = series.calendar();
    int toSunday = (slotCalendar.weekday(k) + 1) % 7;
    int back = sort != Days.SUNDAYS ? 7 : toSunday < NEAREST_DAY ? toSunday + 7 : toSunday;
    double sum = 0;
    int seen = 0;
    int taken = 0;
    for (; back <= 7 * WEEKS_BACK && seen < DAYS; back += 7) {
      int there = slotCalendar.sameTime(k, back);
      if (there < series.first()) {
        break;
      }
      if (there < origin && (sort == Days.SUNDAYS || !slotCalendar.holiday(there))) {
        boolean odd = seen++ % 2 == 1;
        if (sort != (odd ? Days.ORDINARY_ONE : Days.ORDINARY_OTHER)) {
          sum += series.value(there);
          taken++;
        }
      }
    }
    return seen < LEAST_DAYS ? Double.NaN : sum / taken;
  }
}
