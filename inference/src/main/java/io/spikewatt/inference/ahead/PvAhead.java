package io.spikewatt.inference.ahead;

/**
 * PV: the mean of the same time on the last days, corrected by the clearness of the last hours and
 * by its forecast error. The clear sky is the largest value of the same time in three weeks, so no
 * position is needed.
 */
public final class PvAhead extends SeriesForecast {

  private static final int FEATURES = 5 + 2 * 5 + 3;
  private static final int CLEAR_DAYS = 21;
  private static final int SURPRISE_HOURS = 3;

  /** Hours darker than this share of the day's brightest do not show the clearness. */
  private static final double DARK = 0.1;

  private static final int[] WINDOWS = {1, 2, 3, 6, 24};

  private final double[] clearness = new double[WINDOWS.length];
  private double dayMost;

  /** Forecast error of the newest step and of the last hours, of the clear sky's value. */
  private double surprise;

  private double surpriseLately;

  /** Measured and clear-sky values of the newest daylight steps. */
  private final ValueHistory light = new ValueHistory();

  private final ValueHistory clear = new ValueHistory();

  /**
   * @param perDay steps in a day
   * @param leads steps to look ahead
   * @param strength of the ridge, in samples for each hour ahead
   */
  public PvAhead(int perDay, int leads, double strength) {
    super(perDay, leads, FEATURES, strength);
  }

  @Override
  void prepare() {
    int t = valueHistory.size() - 1;
    dayMost = 0;
    for (int s = t; s > t - perDay && s >= 0; s--) {
      dayMost = Math.max(dayMost, valueHistory.sameTimeMost(s, perDay, CLEAR_DAYS));
    }
    double now = valueHistory.sameTimeMost(t, perDay, CLEAR_DAYS);
    if (now > 0 && now >= DARK * dayMost) {
      light.add(valueHistory.at(t));
      clear.add(now);
    }
    int hour = Math.max(1, perDay / 24);
    for (int i = 0; i < WINDOWS.length; i++) {
      double sum = 0;
      double most = 0;
      for (int n = 0, s = light.size() - 1; n < WINDOWS[i] * hour && s >= 0; n++, s--) {
        sum += light.at(s);
        most += clear.at(s);
      }
      clearness[i] = most > 0 ? sum / most : 0;
    }
    surprise = surprise(1);
    surpriseLately = surprise(SURPRISE_HOURS * hour);
  }

  /**
   * Error of the forecasts of the newest steps as part of the clear sky's energy; 0 in the dark.
   */
  private double surprise(int newest) {
    double missing = 0;
    double most = 0;
    for (int s = valueHistory.size() - 1; s >= valueHistory.size() - newest && s >= 0; s--) {
      missing += missed.at(s);
      most += valueHistory.sameTimeMost(s, perDay, CLEAR_DAYS);
    }
    return most > 0 && most >= DARK * dayMost ? missing / most : 0;
  }

  /**
   * PV under a clear sky.
   *
   * @param lead 1 to the number of leads
   */
  public double clear(int lead) {
    return valueHistory.sameTimeMost(newestAtTime(lead), perDay, CLEAR_DAYS);
  }

  @Override
  double base(int lead, double[] result, int at) {
    int newest = newestAtTime(lead);
    double yesterday = valueHistory.has(newest) ? valueHistory.at(newest) : 0;
    double mean3 = valueHistory.sameTime(newest, perDay, 3);
    double mean7 = valueHistory.sameTime(newest, perDay, 7);
    double mean14 = valueHistory.sameTime(newest, perDay, 14);
    double mean21 = valueHistory.sameTime(newest, perDay, 21);
    double most = clear(lead);
    result[at] = most;
    result[at + 1] = mean3 - mean7;
    result[at + 2] = mean14 - mean7;
    result[at + 3] = mean21 - mean7;
    result[at + 4] = yesterday - mean7;
    for (int i = 0; i < WINDOWS.length; i++) {
      result[at + 5 + i] = most * clearness[i];
      result[at + 10 + i] = mean14 * clearness[i];
    }
    result[at + 15] = most * surprise;
    result[at + 16] = most * surpriseLately;
    result[at + 17] = missed.at(valueHistory.size() - 1);
    return (mean3 + mean7) / 2;
  }

  @Override
  double clip(int lead, double value) {
    return Math.clamp(value, 0, 1.05 * clear(lead));
  }
}
