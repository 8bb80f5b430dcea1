package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * Features of a PV plant: the common ones, and the clearness of the last days, the day before and
 * the last hours. The clear-day reference is the greatest value of a fortnight at that time of day,
 * which includes shading and tilt. A position adds the geometric clear sky (otherwise zero), and a
 * prediction of irradiance adds the plant's output for it.
 */
final class PvFeatures extends FeatureFamily {

  PvFeatures() {
    super("pv.2", list(), List.of());
  }

  private static List<String> list() {
    List<String> names = new ArrayList<>(CommonFeatures.names());
    names.addAll(List.of(CommonFeatures.SIMILAR, "peak14", "mean14"));
    names.addAll(List.of("dayIndexPeak", "hoursIndexPeak", "dayBeforeIndexPeak"));
    names.addAll(List.of("sky", "dayIndexSky", "hoursIndexSky", "weekIndexSky"));
    names.addAll(SunPrediction.NAMES);
    return names;
  }

  @Override
  void fill(ScaledSeries s, ClearSkyRows clearSkyRows, WeatherRows weather, OriginRows rows) {
    OriginState state = rows.state;
    int origin = rows.origin();
    state.at(s, origin);
    int day = s.calendar().slotsPerDay();
    int hours = 3 * s.calendar().slotsPerHour();
    double dayIndex = state.peakIndex(s, origin - day, origin, 0);
    double hoursIndex = state.peakIndex(s, origin - hours, origin, dayIndex);
    double dayBefore = state.peakIndex(s, origin - 2 * day, origin - day, dayIndex);
    boolean geometry = clearSkyRows.isKnown();
    double trend = SunPrediction.trend(s, weather, origin);
    double daySky = geometry ? skyIndex(s, clearSkyRows, state, day, 0) : 0;
    double hoursSky = geometry ? skyIndex(s, clearSkyRows, state, hours, daySky) : 0;
    double weekSky = geometry ? skyIndex(s, clearSkyRows, state, 7 * day, daySky) : 0;
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
      double clear = geometry ? clearSkyRows.irradiance()[k] : 0;
      out[next++] = (float) clear;
      out[next++] = (float) (daySky * clear);
      out[next++] = (float) ((hoursSky - daySky) * clear * decay);
      out[next++] = (float) (weekSky * clear);
      next = SunPrediction.fill(s, weather, trend, origin, k, out, next);
      next = WeatherFeatures.fill(weather, day, origin, k, out, next);
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
      ScaledSeries s, ClearSkyRows clearSkyRows, OriginState state, int width, double otherwise) {
    int origin = state.origin;
    int from = Math.max(origin - width, s.first());
    double clear = clearSkyRows.sum()[origin] - clearSkyRows.sum()[from];
    double[] irradiance = clearSkyRows.irradiance();
    double over = state.elapsed * (irradiance[origin] - irradiance[from]);
    return ScaledSeries.ratio(state.total(s, from, origin), clear + over, otherwise);
  }
}
