package io.spikewatt.inference.ahead;

import java.util.Arrays;

/**
 * Load: as on the same weekday before, corrected by the deviation of today and the last days, and
 * by the most similar day: a holiday on a Monday resembles a Sunday. Kilowatts or any other unit. A
 * day is {@code perDay} steps from step 0 on.
 */
public final class LoadAhead extends SeriesForecast {

  private static final int FEATURES = 18;
  private static final int WEEK = 7;

  /**
   * Outlier ratio: the last week is skipped if its distance to the two before exceeds theirs by
   * this factor.
   */
  private static final double ODD = 2;

  private static final int ALIKE_DAYS = 21;
  private static final int ALIKE_HOURS = 6;

  /** Likeness of another weekday counts less, because tomorrow it is another day again. */
  private static final double OTHER_WEEKDAY = 1.15;

  private static final int RANGE_DAYS = 28;
  private static final double BEYOND_RANGE = 0.1;

  /** Deviation of each step from its base, and from the step a day before. */
  private final ValueHistory off = new ValueHistory();

  private final ValueHistory change = new ValueHistory();

  /** Days back to the base of each day; 0 = not settled yet. */
  private int[] back = new int[64];

  private double now;
  private double hours3;
  private double day;
  private double days3;
  private double changeNow;
  private double change3;
  private double changeDay;
  private double mean;
  private int alike;

  /**
   * @param perDay steps in a day
   * @param leads steps to look ahead, less than a week
   * @param strength of the ridge, in samples for each hour ahead
   */
  public LoadAhead(int perDay, int leads, double strength) {
    super(perDay, leads, FEATURES, strength);
  }

  @Override
  void prepare() {
    int t = valueHistory.size() - 1;
    int hour = Math.max(1, perDay / 24);
    off.add(t >= WEEK * perDay ? valueHistory.at(t) - usual(t) : 0);
    change.add(t >= perDay ? valueHistory.at(t) - valueHistory.at(t - perDay) : 0);
    now = off.at(t);
    hours3 = off.recent(3 * hour);
    day = off.recent(perDay);
    days3 = off.recent(3 * perDay);
    changeNow = change.at(t);
    change3 = change.recent(3 * hour);
    changeDay = change.recent(perDay);
    mean = valueHistory.mean();
    alike = alike(t, ALIKE_HOURS * hour);
  }

  /** Usual value at a step: the same weekday a week before, or in the first week the day before. */
  private double usual(int t) {
    int before = t - perDay * back(t / perDay);
    return before >= 0 ? valueHistory.at(before) : valueHistory.at(valueHistory.size() - 1);
  }

  /** The last same weekday, unless it was odd against the two before it. */
  private int back(int day) {
    if (day >= back.length) {
      back = Arrays.copyOf(back, 2 * day);
    }
    if (back[day] == 0) {
      back[day] = day < WEEK ? 1 : WEEK;
      if (day >= 3 * WEEK) {
        double alike = apart(day - 2 * WEEK, day - 3 * WEEK);
        double odd = Math.min(apart(day - WEEK, day - 2 * WEEK), apart(day - WEEK, day - 3 * WEEK));
        back[day] = odd > ODD * alike ? 2 * WEEK : WEEK;
      }
    }
    return back[day];
  }

  private double apart(int a, int b) {
    double sum = 0;
    for (int i = 0; i < perDay; i++) {
      sum += Math.abs(valueHistory.at(a * perDay + i) - valueHistory.at(b * perDay + i));
    }
    return sum;
  }

  /** Days back to the day whose last hours were most like the newest ones. */
  private int alike(int t, int steps) {
    int best = WEEK;
    double least = Double.POSITIVE_INFINITY;
    for (int days = 1; days <= ALIKE_DAYS && t - steps + 1 >= perDay * days; days++) {
      double sum = 0;
      for (int s = t; s > t - steps; s--) {
        sum += Math.abs(valueHistory.at(s) - valueHistory.at(s - perDay * days));
      }
      sum *= days % WEEK == 0 ? 1 : OTHER_WEEKDAY;
      if (sum < least) {
        least = sum;
        best = days;
      }
    }
    return best;
  }

  @Override
  double base(int lead, double[] result, int at) {
    int t = valueHistory.size() - 1 + lead;
    int week = WEEK * perDay;
    int newest = newestAtTime(lead);
    double same = usual(t);
    double scale = mean > 0 ? same / mean : 0;
    result[at] = valueHistory.has(t - 2 * week) ? valueHistory.at(t - 2 * week) - same : 0;
    result[at + 1] = valueHistory.has(t - 3 * week) ? valueHistory.at(t - 3 * week) - same : 0;
    result[at + 2] = valueHistory.has(newest) ? valueHistory.at(newest) - same : 0;
    result[at + 3] = valueHistory.has(newest) ? off.at(newest) : 0;
    result[at + 4] = now;
    result[at + 5] = hours3;
    result[at + 6] = day;
    result[at + 7] = now * scale;
    result[at + 8] = hours3 * scale;
    result[at + 9] = day * scale;
    result[at + 10] = days3 * scale;
    result[at + 11] = mean;
    result[at + 12] = changeNow;
    result[at + 13] = change3;
    result[at + 14] = changeDay;
    result[at + 15] = changeNow * scale;
    int like = t - perDay * alike;
    double unlike = valueHistory.has(like) ? valueHistory.at(like) - same : 0;
    boolean today = t / perDay == (valueHistory.size() - 1) / perDay;
    result[at + 16] = today ? unlike : 0;
    result[at + 17] = today ? 0 : unlike;
    return same;
  }

  @Override
  double clip(int lead, double value) {
    int newest = newestAtTime(lead);
    if (!valueHistory.has(newest)) {
      return value;
    }
    double most = valueHistory.sameTimeMost(newest, perDay, RANGE_DAYS);
    double least = valueHistory.sameTimeLeast(newest, perDay, RANGE_DAYS);
    double beyond = BEYOND_RANGE * (most - least);
    return Math.clamp(value, least - beyond, most + beyond);
  }
}
