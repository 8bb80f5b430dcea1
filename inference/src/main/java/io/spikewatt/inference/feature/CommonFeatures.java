package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The features that loads and PV share: lags, profile, state at the origin, time of day, lead. */
final class CommonFeatures {
  static final String LAG_1 = "lag1";
  static final String SIMILAR = "similar4";
  static final String MEDIAN = "median7";
  static final String DAY_MEAN = "mean24h";
  static final String DAY_DEVIATION = "deviation24h";

  private CommonFeatures() {}

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int day = 1; day <= 7; day++) {
      names.add("lag" + day);
    }
    names.addAll(List.of("lag14", "smooth1", "smooth7", MEDIAN, "profile"));
    names.addAll(List.of("last", "mean1h", "mean3h", DAY_MEAN, "mean7d"));
    names.addAll(List.of("deviation1h", "deviation3h", DAY_DEVIATION, "decay1h", "decay3h"));
    names.addAll(List.of("sin1", "cos1", "sin2", "cos2", "sin3", "cos3", "lead", "decay"));
    return names;
  }

  /**
   * @param lags scratch of 7 values; holds the lags of 1 to 7 days, sorted, on return
   * @return place after the last value written
   */
  static int fill(
      ScaledSeries s, OriginState state, int origin, int lead, double[] lags, float[] out, int at) {
    int k = origin + lead;
    int next = at;
    for (int day = 1; day <= 7; day++) {
      lags[day - 1] = s.lag(k, origin, day);
      out[next++] = (float) lags[day - 1];
    }
    Arrays.sort(lags);
    double decay = decay(s.calendar(), lead);
    out[next++] = (float) s.lag(k, origin, 14);
    out[next++] = (float) s.smoothLag(k, origin, 1);
    out[next++] = (float) s.smoothLag(k, origin, 7);
    out[next++] = (float) lags[3];
    out[next++] = (float) s.profile(k, origin);
    out[next++] = (float) state.last();
    out[next++] = (float) state.hour();
    out[next++] = (float) state.threeHours();
    out[next++] = (float) state.day();
    out[next++] = (float) state.week();
    out[next++] = (float) state.hourDeviation();
    out[next++] = (float) state.threeHourDeviation();
    out[next++] = (float) state.dayDeviation();
    out[next++] = (float) (state.hourDeviation() * decay);
    out[next++] = (float) (state.threeHourDeviation() * decay);
    for (float wave : s.calendar().dailyWaves(k)) {
      out[next++] = wave;
    }
    out[next++] = (float) ((lead + 0.5) / s.calendar().slotsPerDay());
    out[next++] = (float) decay;
    return next;
  }

  /** How much of a deviation at the origin is left: 1/e after three hours. */
  static double decay(Calendar calendar, int lead) {
    return StrictMath.exp(-(lead + 0.5) / (3.0 * calendar.slotsPerHour()));
  }
}
