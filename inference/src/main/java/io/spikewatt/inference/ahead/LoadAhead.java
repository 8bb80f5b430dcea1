package io.spikewatt.inference.ahead;

/**
 * Load: as a week before, corrected by how far today and the last days lie off that. Kilowatts or
 * any other unit.
 */
public final class LoadAhead extends Ahead {

  private static final int FEATURES = 12;

  private double now;
  private double hours3;
  private double day;
  private double days3;
  private double mean;

  /**
   * @param perDay steps in a day
   * @param leads steps to look ahead, at most a week
   */
  public LoadAhead(int perDay, int leads, double strength) {
    super(perDay, leads, FEATURES, strength);
  }

  @Override
  void prepare() {
    int t = past.size() - 1;
    int hour = Math.max(1, perDay / 24);
    now = off(t, 1);
    hours3 = off(t, 3 * hour);
    day = off(t, perDay);
    days3 = off(t, 3 * perDay);
    mean = past.mean();
  }

  /** Mean of the last steps less the same a week before; 0 where that is not known. */
  private double off(int t, int steps) {
    double sum = 0;
    int n = 0;
    for (int s = t; s > t - steps && s - 7 * perDay >= 0; s--) {
      sum += past.at(s) - past.at(s - 7 * perDay);
      n++;
    }
    return n == 0 ? 0 : sum / n;
  }

  @Override
  double base(int lead, double[] out, int at) {
    int t = past.size() - 1 + lead;
    int week = 7 * perDay;
    int newest = t - perDay * ((lead + perDay - 1) / perDay);
    double same =
        past.has(t - week)
            ? past.at(t - week)
            : past.has(newest) ? past.at(newest) : past.at(past.size() - 1);
    out[at] = past.has(t - 2 * week) ? past.at(t - 2 * week) - same : 0;
    out[at + 1] = past.has(t - 3 * week) ? past.at(t - 3 * week) - same : 0;
    out[at + 2] = past.has(newest) ? past.at(newest) - same : 0;
    out[at + 3] = past.has(newest - week) ? past.at(newest) - past.at(newest - week) : 0;
    out[at + 4] = now;
    out[at + 5] = hours3;
    out[at + 6] = day;
    double scale = mean > 0 ? same / mean : 0;
    out[at + 7] = now * scale;
    out[at + 8] = hours3 * scale;
    out[at + 9] = day * scale;
    out[at + 10] = days3 * scale;
    out[at + 11] = mean;
    return same;
  }

  @Override
  double clip(int lead, double value) {
    return Math.max(0, value);
  }
}
