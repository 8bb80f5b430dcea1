package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * Features of a load: the common ones, the week, and the ratio of this week to others. Their effect
 * may differ on a weekend, so some are repeated for weekends in linear models.
 */
final class LoadFeatures {

  private static final List<String> WEEKEND =
      List.of("weekendLag1", "weekendLag7", "weekendProfile", "weekendMean7d");

  static final FeatureFamily FAMILY =
      new FeatureFamily("load.2", list(), WEEKEND, LoadFeatures::fill);

  private LoadFeatures() {}

  private static List<String> list() {
    List<String> names = new ArrayList<>(CommonFeatures.names());
    names.addAll(List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun", "weekendBefore"));
    names.addAll(List.of(CommonFeatures.SIMILAR, "similarMedian", "max7", "min7"));
    names.addAll(List.of("scaledWeek", "scaledProfile"));
    return names;
  }

  private static void fill(ScaledSeries s, ClearSkyRows sky, WeatherRows weather, OriginRows rows) {
    OriginState state = rows.state();
    int origin = rows.origin();
    state.look(s);
    int day = s.calendar().slotsPerDay();
    double[] similar = state.similar;
    double level = clippedRatio(state.day, state.week);
    float[] out = rows.x();
    int next = 0;
    for (int lead = rows.first(); lead < rows.first() + rows.leads(); lead++) {
      int k = origin + lead;
      next = CommonFeatures.fill(s, state, origin, lead, out, next);
      int today = s.calendar().weekday(k);
      for (int weekday = 0; weekday < 7; weekday++) {
        out[next++] = today == weekday ? 1 : 0;
      }
      out[next++] = s.calendar().weekend(Math.max(0, k - day)) ? 1 : 0;
      double lastWeek = state.lags[6];
      similar[0] = lastWeek;
      similar[1] = state.fortnight;
      similar[2] = s.lag(k, origin, 21);
      similar[3] = s.lag(k, origin, 28);
      out[next++] = (float) ((similar[0] + similar[1] + similar[2] + similar[3]) / 4);
      SortingNetwork.four(similar);
      out[next++] = (float) ((similar[1] + similar[2]) / 2);
      out[next++] = (float) state.sorted[6];
      out[next++] = (float) state.sorted[0];
      double around =
          s.mean(k - 7 * day - day * 7 / 2, Math.min(k - 7 * day + day * 7 / 2, origin));
      out[next++] = (float) (lastWeek * clippedRatio(state.week, around));
      out[next++] = (float) (state.profile * level);
      boolean weekend = today >= 5;
      out[next++] = (float) (weekend ? state.lags[0] : 0);
      out[next++] = (float) (weekend ? lastWeek : 0);
      out[next++] = (float) (weekend ? state.profile : 0);
      out[next++] = (float) (weekend ? state.week : 0);
      next = WeatherFeatures.fill(weather, day, origin, k, out, next);
    }
  }

  private static double clippedRatio(double part, double whole) {
    return Math.abs(whole) < 1e-6 ? 1 : Math.min(3, Math.max(0.3, part / whole));
  }
}
