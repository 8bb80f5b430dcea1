package io.spikewatt.inference.feature;

import java.util.Arrays;

/**
 * A gap-filled series in units of its scale, with the sums that the features need. A number at a
 * row depends on that row and earlier ones alone, so one instance serves all origins. A missing
 * slot is filled from a week (load) or a day before, else with the last value; see {@link #good}.
 * The {@link HolidayEffect} is removed, so that a holiday does not distort later days and weeks.
 */
public final class ScaledSeries {
  private static final int PEAK_DAYS = 14;

  private final SlotCalendar calendar;
  private final SeriesKind kind;
  private final double scale;
  private final HolidayEffect holidays;
  private final double[] z;
  private final boolean[] good;
  private final double[] profile;
  private final double[] sum;
  private final double[] deviationSum;
  private final double[] peakSum;
  private final double[] decay;
  private int first;
  private int rows;

  /**
   * @param values history in the series' unit, NaN = missing, at least one finite
   * @param calendar covers the history and the rows to be forecast
   * @param scale divides the values, above 0
   * @param holidayShare see {@link HolidayShare}
   */
  public ScaledSeries(
      double[] values, SlotCalendar calendar, SeriesKind kind, double scale, double holidayShare) {
    this(calendar, kind, scale, holidayShare, values.length);
    read(values, 0, 0, values.length);
    if (first == rows) {
      throw new IllegalArgumentException("a series without a single value");
    }
  }

  /** Capacity for a number of rows, none of them known yet. */
  ScaledSeries(
      SlotCalendar calendar, SeriesKind kind, double scale, double holidayShare, int room) {
    this.calendar = calendar;
    holidays = new HolidayEffect(this, holidayShare);
    this.kind = kind;
    this.scale = scale;
    z = new double[room];
    good = new boolean[room];
    profile = new double[room];
    sum = new double[room + 1];
    deviationSum = new double[room + 1];
    peakSum = new double[room + 1];
    // Three hours: how fast a deviation at the origin is forgotten.
    decay = new double[2 * calendar.slotsPerDay()];
    Arrays.setAll(decay, lead -> decay(calendar, lead));
  }

  /**
   * Reads rows and drops those from {@code to} on. The result is bit-identical whether rows are
   * read one by one or all at once.
   *
   * @param values in the series' unit, NaN = missing
   * @param offset index of row 0 in the values
   * @param from first row that is new or has changed, at most {@link #rows}
   * @param to row after the last
   */
  void read(double[] values, int offset, int from, int to) {
    if (from <= first) {
      first = from;
      while (first < to && !Double.isFinite(values[offset + first])) {
        first++;
      }
      sum[first] = 0;
      deviationSum[first] = 0;
      peakSum[first] = 0;
    }
    double rate = kind.followsWeek() ? 0.15 : 0.12;
    for (int k = Math.max(first, from); k < to; k++) {
      double value = values[offset + k];
      good[k] = Double.isFinite(value);
      z[k] = good[k] ? value / scale - holidays.at(k, k) : fillIn(k);
      int before = sameClass(k, k);
      double expected = before < 0 ? z[k] : profile[before];
      profile[k] = good[k] ? expected + rate * (z[k] - expected) : expected;
      sum[k + 1] = sum[k] + z[k];
      deviationSum[k + 1] = deviationSum[k] + z[k] - expected;
      peakSum[k + 1] = peakSum[k] + (kind.followsSun() ? peak(k, k) : 0);
    }
    rows = to;
  }

  private double fillIn(int k) {
    int week = calendar.sameTime(k, 7);
    if (kind.followsWeek() && week >= first) {
      return z[week];
    }
    int day = calendar.sameTime(k, 1);
    return day >= first && day < k ? z[day] : z[k - 1];
  }

  /** Latest row before {@code origin} with the local time and day class of {@code k}, or -1. */
  private int sameClass(int k, int origin) {
    for (int days = 1; days <= 9; days++) {
      int there = calendar.sameTime(k, days);
      if (there < first) {
        return -1;
      }
      if (there < origin
          && (!kind.followsWeek() || calendar.weekend(there) == calendar.weekend(k))) {
        return there;
      }
    }
    return -1;
  }

  private static double decay(SlotCalendar calendar, int lead) {
    return StrictMath.exp(-(lead + 0.5) / (3.0 * calendar.slotsPerHour()));
  }

  /** Remaining share of an origin's deviation at a lead: 1/e after three hours. */
  double decay(int lead) {
    return lead < decay.length ? decay[lead] : decay(calendar, lead);
  }

  public SlotCalendar calendar() {
    return calendar;
  }

  public SeriesKind kind() {
    return kind;
  }

  /** First row with a value. */
  public int first() {
    return first;
  }

  /** Number of rows of history. */
  public int rows() {
    return rows;
  }

  /** Scaled value of a row, filled in where it is missing. */
  public double value(int row) {
    return z[row];
  }

  /** Whether a row was measured. */
  public boolean good(int row) {
    return good[row];
  }

  /** The removed effect of holidays. */
  HolidayEffect holidays() {
    return holidays;
  }

  /** Number of measured rows from (inclusive) to (exclusive). */
  public int measured(int from, int to) {
    int count = 0;
    for (int k = from; k < to; k++) {
      count += good[k] ? 1 : 0;
    }
    return count;
  }

  /**
   * Value at the local time of {@code k}, {@code days} earlier. A day that is not over at the
   * origin is replaced by the day before it. A day before the series is replaced by a later week,
   * then by a later day, then by the last value.
   */
  public double lag(int k, int origin, int days) {
    int back = days;
    int there = calendar.sameTime(k, back);
    while (there >= origin) {
      there = calendar.sameTime(k, ++back);
    }
    while (there < first && back > 7) {
      back -= 7;
      there = calendar.sameTime(k, back);
    }
    while (there < first && back > 1) {
      there = calendar.sameTime(k, --back);
    }
    return there >= first && there < origin ? z[there] : z[origin - 1];
  }

  /** Mean of the hour before and after {@link #lag}'s row, as far as it is before the origin. */
  double smoothLag(int k, int origin, int days) {
    int width = calendar.slotsPerHour();
    int back = days;
    int there = calendar.sameTime(k, back);
    while (there >= origin) {
      there = calendar.sameTime(k, ++back);
    }
    there = Math.min(there, origin - 1 - width);
    return there - width < first ? lag(k, origin, days) : mean(there - width, there + width + 1);
  }

  /** Exponentially weighted mean at that local time and day class, as known at the origin. */
  double profile(int k, int origin) {
    int there = sameClass(k, origin);
    return there < 0 ? lag(k, origin, 1) : profile[there];
  }

  /** Greatest value at that time of day in the fortnight before the origin; 0 if none is known. */
  double peak(int k, int origin) {
    double peak = 0;
    for (int days = 1; days <= PEAK_DAYS; days++) {
      int there = calendar.sameTime(k, days);
      if (there < first) {
        break;
      }
      if (there < origin) {
        peak = Math.max(peak, z[there]);
      }
    }
    return peak;
  }

  /** Mean of the rows from (inclusive) to (exclusive), cut at the first row. */
  double mean(int from, int to) {
    int start = Math.max(from, first);
    return (sum[to] - sum[start]) / Math.max(1, to - start);
  }

  /** Mean deviation from the profile over the {@code width} rows before the origin. */
  double deviation(int origin, int width) {
    int start = Math.max(origin - width, first);
    return (deviationSum[origin] - deviationSum[start]) / Math.max(1, origin - start);
  }

  /** Energy over clear-day energy between two rows; {@code otherwise} when it was dark. */
  double peakIndex(int from, int to, double otherwise) {
    int start = Math.max(from, first);
    return ratio(sum[to] - sum[start], peakSum[to] - peakSum[start], otherwise);
  }

  /** Ratio of sums of PV values; {@code otherwise} below a hundredth of a slot at capacity. */
  static double ratio(double energy, double clear, double otherwise) {
    return clear < 0.01 ? otherwise : Math.min(3, Math.max(0, energy / clear));
  }

  /** Sum of the scaled values from (inclusive) to (exclusive). */
  double total(int from, int to) {
    return sum[to] - sum[Math.max(from, first)];
  }

  /** The same between rows moved on by the elapsed share of the slot at the origin. */
  double total(int from, int to, int origin, RunningSlot running) {
    int start = Math.max(from, first);
    return sum[to] - sum[start] + begun(to, origin, running) - begun(start, origin, running);
  }

  /** Value of a row over its part before the running slot's minute, times that part's share. */
  private double begun(int row, int origin, RunningSlot running) {
    double share = running.elapsed();
    double measured = row == origin ? running.running() : running.earlier(origin - row);
    return Double.isNaN(measured) && row < origin
        ? share * z[row]
        : measured / scale - share * holidays.at(row, row);
  }

  /** As {@link #deviation(int, int)}, up to the minute. */
  double deviation(int origin, int width, RunningSlot running) {
    int start = Math.max(origin - width, first);
    double share = running.elapsed();
    int before = sameClass(origin, origin);
    double begun = begun(origin, origin, running);
    double head = before < 0 ? 0 : begun - share * profile[before];
    double expected = z[start] - (deviationSum[start + 1] - deviationSum[start]);
    double tail = begun(start, origin, running) - share * expected;
    return (deviationSum[origin] - deviationSum[start] + head - tail) / Math.max(1, origin - start);
  }

  /** As {@link #peakIndex(int, int, double)}, between rows moved on by the elapsed share. */
  double peakIndex(int from, int to, double otherwise, int origin, RunningSlot running) {
    int start = Math.max(from, first);
    double head = to == origin ? peak(origin, origin) : peakSum[to + 1] - peakSum[to];
    double tail = peakSum[start + 1] - peakSum[start];
    double clear = peakSum[to] - peakSum[start] + running.elapsed() * (head - tail);
    return ratio(total(start, to, origin, running), clear, otherwise);
  }
}
