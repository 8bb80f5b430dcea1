package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.List;

/** The features that all kinds share: lags, profile, state at the origin, time of day, lead. */
final class CommonFeatures {
  static final String SIMILAR = "similar4";
  static final String DAY_MEAN = "mean24h";
  static final String DAY_DEVIATION = "deviation24h";

  private CommonFeatures() {}

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int day = 1; day <= 7; day++) {
      names.add("lag" + day);
    }
    names.addAll(List.of("lag14", "smooth1", "smooth7", "median7", "profile"));
    names.addAll(List.of("last", "mean1h", "mean3h", DAY_MEAN, "mean7d"));
    names.addAll(List.of("deviation1h", "deviation3h", DAY_DEVIATION, "decay1h", "decay3h"));
    names.addAll(List.of("sin1", "cos1", "sin2", "cos2", "sin3", "cos3", "lead", "decay"));
    return names;
  }

  /**
   * Writes the features of a lead; its lags, its profile and the lag of a fortnight stay in the
   * state for other features. Returns the place after the last value written.
   */
  static int fill(ScaledSeries s, OriginState state, int origin, int lead, float[] result, int at) {
    int k = origin + lead;
    int next = at;
    double[] lags = state.lags;
    for (int day = 1; day <= 7; day++) {
      lags[day - 1] = s.lag(k, origin, day);
      result[next++] = (float) lags[day - 1];
    }
    System.arraycopy(lags, 0, state.sorted, 0, lags.length);
    SortingNetwork.seven(state.sorted);
    state.fortnight = s.lag(k, origin, 14);
    state.profile = s.profile(k, origin);
    double decay = state.decay(s, lead);
    result[next++] = (float) state.fortnight;
    result[next++] = (float) s.smoothLag(k, origin, 1);
    result[next++] = (float) s.smoothLag(k, origin, 7);
    result[next++] = (float) state.sorted[3];
    result[next++] = (float) state.profile;
    result[next++] = (float) state.last;
    result[next++] = (float) state.hour;
    result[next++] = (float) state.threeHours;
    result[next++] = (float) state.day;
    result[next++] = (float) state.week;
    result[next++] = (float) state.hourDeviation;
    result[next++] = (float) state.threeHourDeviation;
    result[next++] = (float) state.dayDeviation;
    result[next++] = (float) (state.hourDeviation * decay);
    result[next++] = (float) (state.threeHourDeviation * decay);
    float[] waves = s.calendar().dailyWaves(k);
    for (float wave : waves) {
      result[next++] = wave;
    }
    result[next++] = (float) ((lead + 0.5 - state.elapsed) / s.calendar().slotsPerDay());
    result[next++] = (float) decay;
    return next;
  }
}
