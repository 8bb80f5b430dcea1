package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Features of a load: the common ones, the week, and how this week compares with others. */
final class LoadFeatures extends FeatureSet {

  LoadFeatures(List<String> weather) {
    super("load.2", list(), weather);
  }

  private static List<String> list() {
    List<String> names = new ArrayList<>(CommonFeatures.names());
    names.addAll(List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun", "weekendBefore"));
    names.addAll(List.of(CommonFeatures.SIMILAR, "similarMedian", "max7", "min7"));
    names.addAll(List.of("scaledWeek", "scaledProfile"));
    return names;
  }

  @Override
  void fill(
      ScaledSeries s, Sky sky, WeatherRows weather, int origin, int first, int leads, float[] out) {
    OriginState state = OriginState.at(s, origin);
    int day = s.calendar().slotsPerDay();
    double[] lags = new double[7];
    double[] similar = new double[4];
    double level = clippedRatio(state.day(), state.week());
    int next = 0;
    for (int lead = first; lead < first + leads; lead++) {
      int k = origin + lead;
      next = CommonFeatures.fill(s, state, origin, lead, lags, out, next);
      for (int weekday = 0; weekday < 7; weekday++) {
        out[next++] = s.calendar().weekday(k) == weekday ? 1 : 0;
      }
      out[next++] = s.calendar().weekend(Math.max(0, k - day)) ? 1 : 0;
      for (int week = 0; week < 4; week++) {
        similar[week] = s.lag(k, origin, 7 * (week + 1));
      }
      double lastWeek = similar[0];
      out[next++] = (float) ((similar[0] + similar[1] + similar[2] + similar[3]) / 4);
      Arrays.sort(similar);
      out[next++] = (float) ((similar[1] + similar[2]) / 2);
      out[next++] = (float) lags[6];
      out[next++] = (float) lags[0];
      double around =
          s.mean(k - 7 * day - day * 7 / 2, Math.min(k - 7 * day + day * 7 / 2, origin));
      out[next++] = (float) (lastWeek * clippedRatio(state.week(), around));
      out[next++] = (float) (s.profile(k, origin) * level);
      next = WeatherFeatures.fill(weather, day, origin, k, out, next);
    }
  }

  private static double clippedRatio(double part, double whole) {
    return Math.abs(whole) < 1e-6 ? 1 : Math.min(3, Math.max(0.3, part / whole));
  }
}
