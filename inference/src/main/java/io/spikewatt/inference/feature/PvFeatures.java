package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * Features of a PV plant: the common ones, and how much of a clear day the last days, the day
 * before and the last hours were. A clear day is the greatest value of a fortnight at that time of
 * day, which knows shading and tilt; with a position also what geometry says.
 */
final class PvFeatures extends FeatureSet {
  private final boolean geometry;

  PvFeatures(boolean geometry) {
    super(geometry ? "pv.1-geometry" : "pv.1-empirical", list(geometry));
    this.geometry = geometry;
  }

  private static List<String> list(boolean geometry) {
    List<String> names = new ArrayList<>(CommonFeatures.names());
    names.addAll(List.of(CommonFeatures.SIMILAR, "peak14", "mean14"));
    names.addAll(List.of("dayIndexPeak", "hoursIndexPeak", "dayBeforeIndexPeak"));
    if (geometry) {
      names.addAll(List.of("sky", "dayIndexSky", "hoursIndexSky", "weekIndexSky"));
    }
    return names;
  }

  @Override
  void fill(ScaledSeries s, Sky sky, int origin, int first, int leads, float[] out) {
    OriginState state = OriginState.at(s, origin);
    int day = s.calendar().slotsPerDay();
    int hours = 3 * s.calendar().slotsPerHour();
    double dayIndex = s.peakIndex(origin - day, origin, 0);
    double hoursIndex = s.peakIndex(origin - hours, origin, dayIndex);
    double dayBefore = s.peakIndex(origin - 2 * day, origin - day, dayIndex);
    double daySky = geometry ? skyIndex(s, sky, origin, day, 0) : 0;
    double hoursSky = geometry ? skyIndex(s, sky, origin, hours, daySky) : 0;
    double weekSky = geometry ? skyIndex(s, sky, origin, 7 * day, daySky) : 0;
    double[] lags = new double[7];
    int next = 0;
    for (int lead = first; lead < first + leads; lead++) {
      int k = origin + lead;
      double decay = CommonFeatures.decay(s.calendar(), lead);
      next = CommonFeatures.fill(s, state, origin, lead, lags, out, next);
      double total = 0;
      double four = 0;
      for (int back = 1; back <= 14; back++) {
        double lag = s.lag(k, origin, back);
        total += lag;
        four += back <= 4 ? lag : 0;
      }
      double peak = s.peak(k, origin);
      out[next++] = (float) (four / 4);
      out[next++] = (float) peak;
      out[next++] = (float) (total / 14);
      out[next++] = (float) (dayIndex * peak);
      out[next++] = (float) ((hoursIndex - dayIndex) * peak * decay);
      out[next++] = (float) (dayBefore * peak);
      if (geometry) {
        out[next++] = (float) sky.irradiance()[k];
        out[next++] = (float) (daySky * sky.irradiance()[k]);
        out[next++] = (float) ((hoursSky - daySky) * sky.irradiance()[k] * decay);
        out[next++] = (float) (weekSky * sky.irradiance()[k]);
      }
    }
  }

  private static double skyIndex(ScaledSeries s, Sky sky, int origin, int width, double otherwise) {
    int from = Math.max(origin - width, s.first());
    double clear = sky.sum()[origin] - sky.sum()[from];
    return ScaledSeries.ratio(s.total(from, origin), clear, otherwise);
  }
}
