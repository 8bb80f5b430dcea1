package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Features of a PV plant: the common ones, and the clearness of the last days, the day before and
 * the last hours. The clear-day reference is the greatest value of a fortnight at that time of day,
 * which includes shading and tilt. A position adds the geometric clear sky (otherwise zero), and a
 * prediction of irradiance adds the plant's output for it.
 */
final class PvFeatures {

  static final FeatureFamily FAMILY =
      new FeatureFamily("pv.2", list(), List.of(), PvFeatures::fill);

  private PvFeatures() {}

  private static List<String> list() {
    List<String> names = new ArrayList<>(CommonFeatures.names());
    names.addAll(List.of(CommonFeatures.SIMILAR, "peak14", "mean14"));
    names.addAll(List.of("dayIndexPeak", "hoursIndexPeak", "dayBeforeIndexPeak"));
    names.addAll(List.of("sky", "dayIndexSky", "hoursIndexSky", "weekIndexSky"));
    names.addAll(SunPrediction.NAMES);
    return names;
  }

  private static void fill(ScaledSeries s, ClearSkyRows sky, WeatherRows weather, OriginRows rows) {
    OriginState state = rows.state();
    int origin = rows.origin();
    state.look(s);
    int day = s.calendar().slotsPerDay();
    int hours = 3 * s.calendar().slotsPerHour();
    double dayIndex = state.peakIndex(s, origin - day, origin, 0);
    double hoursIndex = state.peakIndex(s, origin - hours, origin, dayIndex);
    double dayBefore = state.peakIndex(s, origin - 2 * day, origin - day, dayIndex);
    boolean geometry = sky.isKnown();
    double trend = SunPrediction.trend(s, weather, origin);
    double daySky = geometry ? skyIndex(s, sky, state, day, 0) : 0;
    double hoursSky = geometry ? skyIndex(s, sky, state, hours, daySky) : 0;
    double weekSky = geometry ? skyIndex(s, sky, state, 7 * day, daySky) : 0;
    float[] out = rows.x();
    int next = 0;
    for (int lead = rows.first(); lead < rows.first() + rows.leads(); lead++) {
      int k = origin + lead;
      double decay = state.decay(s, lead);
      next = CommonFeatures.fill(s, state, origin, lead, out, next);
      double peak = s.peak(k, origin);
      out[next++] = (float) (lagSum(s, state, k, 4) / 4);
      out[next++] = (float) peak;
      out[next++] = (float) (lagSum(s, state, k, 14) / 14);
      out[next++] = (float) (dayIndex * peak);
      out[next++] = (float) ((hoursIndex - dayIndex) * peak * decay);
      out[next++] = (float) (dayBefore * peak);
      double clear = geometry ? sky.irradiance()[k] : 0;
      out[next++] = (float) clear;
      out[next++] = (float) (daySky * clear);
      out[next++] = (float) ((hoursSky - daySky) * clear * decay);
      out[next++] = (float) (weekSky * clear);
      next = SunPrediction.fill(s, weather, trend, origin, k, out, next);
      next = WeatherFeatures.fill(weather, day, origin, k, out, next);
      next = PlaneFeatures.fill(weather, sky, s.calendar().slotsPerHour(), k, out, next);
      next = SituationFeatures.fill(weather, s.calendar().slotsPerHour(), k, out, next);
    }
  }

  /** Sum of the lags of {@code days} days; the state holds the first seven. */
  private static double lagSum(ScaledSeries s, OriginState state, int k, int days) {
    double sum = 0;
    for (int back = 1; back <= days; back++) {
      sum += back <= 7 ? state.lags[back - 1] : s.lag(k, state.origin, back);
    }
    return sum;
  }

  private static double skyIndex(
      ScaledSeries s, ClearSkyRows sky, OriginState state, int width, double otherwise) {
    int origin = state.origin;
    int from = Math.max(origin - width, s.first());
    double clear = sky.sum()[origin] - sky.sum()[from];
    double over = state.elapsed * (sky.irradiance()[origin] - sky.irradiance()[from]);
    return ScaledSeries.ratio(state.total(s, from, origin), clear + over, otherwise);
  }

  /**
   * Features of a predicted irradiance: as it is, around the slot, compared with the day before,
   * and scaled by the plant's output per predicted irradiance in the last fortnight. All are zero
   * without a prediction, so that one network serves plants with and without one.
   */
  private static final class SunPrediction {
    private static final int DAYS = 14;
    private static final double MAX_RATIO = 3;
    static final List<String> NAMES =
        List.of("ghi", "ghi1h", "ghiLag1", "ghiChange", "ghiPlant", "ghiTrend", "ghi6h");

    private SunPrediction() {}

    /** Ratio of the last day's energy to its prediction, over that of the fortnight, less one. */
    static double trend(ScaledSeries s, WeatherRows weather, int origin) {
      if (weather.irradiance < 0) {
        return 0;
      }
      int day = s.calendar().slotsPerDay();
      double lastDay = ratio(s, weather, origin - day, origin);
      return lastDay - ratio(s, weather, origin - DAYS * day, origin);
    }

    private static double ratio(ScaledSeries s, WeatherRows weather, int from, int to) {
      double[] sum = weather.sums[weather.irradiance];
      int start = Math.max(from, s.first());
      return ScaledSeries.ratio(s.total(start, to), sum[to] - sum[start], 0);
    }

    /** Writes from {@code at} on, given a trend; returns the place after the last value. */
    static int fill(
        ScaledSeries s,
        WeatherRows weather,
        double trend,
        int origin,
        int k,
        float[] result,
        int at) {
      if (weather.irradiance < 0) {
        Arrays.fill(result, at, at + NAMES.size(), 0);
        return at + NAMES.size();
      }
      int column = weather.irradiance;
      double[] ghi = weather.values[column];
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
      double[] sum = weather.sums[weather.irradiance];
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
}
