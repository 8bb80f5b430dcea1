package io.spikewatt.inference.feature;

import java.util.List;

/**
 * Features of a predicted irradiance: as it is, around the slot, compared with the day before, and
 * scaled by the plant's output per predicted irradiance in the last fortnight. All are zero without
 * a prediction, so that one network serves plants with and without one.
 */
final class SunPrediction {
  private static final int DAYS = 14;
  private static final double MAX_RATIO = 3;
  static final List<String> NAMES =
      List.of("ghi", "ghi1h", "ghiLag1", "ghiChange", "ghiPlant", "ghiTrend", "ghi6h");

  private SunPrediction() {}

  /** Ratio of the last day's energy to its prediction, over that of the fortnight, less one. */
  static double trend(ScaledSeries s, WeatherRows weather, int origin) {
    if (weather.irradiance() < 0) {
      return 0;
    }
    int day = s.calendar().slotsPerDay();
    double lastDay = ratio(s, weather, origin - day, origin);
    return lastDay - ratio(s, weather, origin - DAYS * day, origin);
  }

  private static double ratio(ScaledSeries s, WeatherRows weather, int from, int to) {
    double[] sum = weather.sums()[weather.irradiance()];
    int start = Math.max(from, s.first());
    return ScaledSeries.ratio(s.total(start, to), sum[to] - sum[start], 0);
  }

  /**
   * @param trend of {@link #trend}
   * @return place after the last value written
   */
  static int fill(
      ScaledSeries s,
      WeatherRows weather,
      double trend,
      int origin,
      int k,
      float[] result,
      int at) {
    if (weather.irradiance() < 0) {
      for (int i = 0; i < NAMES.size(); i++) {
        result[at + i] = 0;
      }
      return at + NAMES.size();
    }
    int column = weather.irradiance();
    double[] ghi = weather.values()[column];
    int hour = s.calendar().slotsPerHour();
    int day = s.calendar().slotsPerDay();
    double before = ghi[Math.max(0, k - day)];
    result[at] = (float) ghi[k];
    result[at + 1] = (float) weather.mean(column, k - hour, k + hour + 1);
    result[at + 2] = (float) before;
    result[at + 3] = (float) (ghi[k] - before);
    result[at + 4] = (float) (ghi[k] * plantRatio(s, weather, origin, k));
    result[at + 5] = (float) (ghi[k] * trend);
    result[at + 6] = (float) weather.mean(column, k - 6 * hour, k + 6 * hour + 1);
    return at + NAMES.size();
  }

  /** Output of the plant per unit of predicted irradiance at that time of day. */
  private static double plantRatio(ScaledSeries s, WeatherRows weather, int origin, int k) {
    double[] sum = weather.sums()[weather.irradiance()];
    int hour = s.calendar().slotsPerHour();
    int day = s.calendar().slotsPerDay();
    double made = 0;
    double predicted = 0;
    for (int back = 1; back <= DAYS; back++) {
      int from = k - back * day - hour;
      int to = Math.min(from + 2 * hour + 1, origin);
      if (from >= s.first() && to > from) {
        made += s.total(from, to);
        predicted += sum[to] - sum[from];
      }
    }
    return predicted < 0.05 ? 0 : Math.clamp(made / predicted, 0, MAX_RATIO);
  }
}
