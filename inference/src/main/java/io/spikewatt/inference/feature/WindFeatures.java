package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * Features of a wind turbine: the common ones, the mean of four weeks, and the deviation of the
 * last hours and the last day from it. The deviation fades over half a day, the persistence of
 * wind. A prediction of wind adds the turbine's output for it (otherwise zero).
 */
final class WindFeatures {
  private static final int MEAN_DAYS = 28;

  /** Power rises with the cube of the wind up to about this speed, m/s, and is held from there. */
  private static final double RATED_MS = 12;

  static final FeatureFamily FAMILY =
      new FeatureFamily("wind.1", list(), List.of(), WindFeatures::fill);

  private WindFeatures() {}

  private static List<String> list() {
    List<String> names = new ArrayList<>(CommonFeatures.names());
    names.addAll(List.of(CommonFeatures.SIMILAR, "mean28d", "hoursFading", "dayFading"));
    names.add("predictedCube");
    return names;
  }

  private static void fill(ScaledSeries s, ClearSkyRows sky, WeatherRows weather, OriginRows rows) {
    OriginState state = rows.state();
    int origin = rows.origin();
    state.look(s);
    int day = s.calendar().slotsPerDay();
    double mean = s.mean(origin - MEAN_DAYS * day, origin);
    float[] out = rows.x();
    int next = 0;
    for (int lead = rows.first(); lead < rows.first() + rows.leads(); lead++) {
      int k = origin + lead;
      next = CommonFeatures.fill(s, state, origin, lead, out, next);
      double fading = StrictMath.sqrt(StrictMath.sqrt(state.decay(s, lead)));
      double[] lags = state.lags;
      out[next++] = (float) ((lags[0] + lags[1] + lags[2] + lags[3]) / 4);
      out[next++] = (float) mean;
      out[next++] = (float) ((state.threeHours - mean) * fading);
      out[next++] = (float) ((state.day - mean) * fading);
      out[next++] = (float) cube(weather, k);
      next = WeatherFeatures.fill(weather, day, origin, k, out, next);
    }
  }

  private static double cube(WeatherRows weather, int k) {
    if (weather.wind < 0) {
      return 0;
    }
    double part = Math.clamp(weather.values[weather.wind][k] / RATED_MS, 0, 1);
    return part * part * part;
  }
}
