package io.spikewatt.inference.ahead;

import java.util.Arrays;

/**
 * Load: as on the same weekday before, corrected by how far today and the last days lie off that,
 * and by the day that today resembles most: a holiday is a Sunday on a Monday. Kilowatts or any
 * other unit. A day is {@code perDay} steps from step 0 on.
 */
public final class LoadAhead extends Ahead {

  private static final int FEATURES = 18;
  private static final int WEEK = 7;

  /** How many times further off than each other two weeks have to be to pass over the last one. */
  private static final double ODD = 2;

  private static final int ALIKE_DAYS = 21;
  private static final int ALIKE_HOURS = 6;

  /** Likeness of another weekday counts less, because tomorrow it is another day again. */
  private static final double OTHER_WEEKDAY = 1.15;

  private static final int RANGE_DAYS = 28;
  private static final double BEYOND_RANGE = 0.1;

  /** Deviation of each step from its base, and from the step a day before. */
  private final Past off = new Past();

  private final Past change = new Past();

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
    int t = past.size() - 1;
    int hour = Math.max(1, perDay / 24);
    off.add(t >= WEEK * perDay ? past.at(t) - usual(t) : 0);
    change.add(t >= perDay ? past.at(t) - past.at(t - perDay) : 0);
    now = off.at(t);
    hours3 = off.recent(3 * hour);
    day = off.recent(perDay);
    days3 = off.recent(3 * perDay);
    changeNow = change.at(t);
    change3 = change.recent(3 * hour);
    changeDay = change.recent(perDay);
    mean = past.mean();
    alike = alike(t, ALIKE_HOURS * hour);
  }

  /** What is usual at a step: the same weekday before, or in the first week the day before. */
  private double usual(int t) {
    int before = t - perDay * back(t / perDay);
    return before >= 0 ? past.at(before) : past.at(past.size() - 1);
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
      sum += Math.abs(past.at(a * perDay + i) - past.at(b * perDay + i));
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
        sum += Math.abs(past.at(s) - past.at(s - perDay * days));
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
  double base(int lead, double[] out, int at) {
    int t = past.size() - 1 + lead;
    int week = WEEK * perDay;
    int newest = newestAtTime(lead);
    double same = usual(t);
    double scale = mean > 0 ? same / mean : 0;
    out[at] = past.has(t - 2 * week) ? past.at(t - 2 * week) - same : 0;
    out[at + 1] = past.has(t - 3 * week) ? past.at(t - 3 * week) - same : 0;
    out[at + 2] = past.has(newest) ? past.at(newest) - same : 0;
    out[at + 3] = past.has(newest) ? off.at(newest) : 0;
    out[at + 4] = now;
    out[at + 5] = hours3;
    out[at + 6] = day;
    out[at + 7] = now * scale;
    out[at + 8] = hours3 * scale;
    out[at + 9] = day * scale;
    out[at + 10] = days3 * scale;
    out[at + 11] = mean;
    out[at + 12] = changeNow;
    out[at + 13] = change3;
    out[at + 14] = changeDay;
    out[at + 15] = changeNow * scale;
    int like = t - perDay * alike;
    double unlike = past.has(like) ? past.at(like) - same : 0;
    boolean today = t / perDay == (past.size() - 1) / perDay;
    out[at + 16] = today ? unlike : 0;
    out[at + 17] = today ? 0 : unlike;
    return same;
  }

  @Override
  double clip(int lead, double value) {
    int newest = newestAtTime(lead);
    if (!past.has(newest)) {
      return value;
    }
    double most = past.sameTimeMost(newest, perDay, RANGE_DAYS);
    double least = past.sameTimeLeast(newest, perDay, RANGE_DAYS);
    double beyond = BEYOND_RANGE * (most - least);
    return Math.clamp(value, least - beyond, most + beyond);
  }
}
