package io.spikewatt.inference.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * Weather as the linear models see it, column by column. They are many and differ from site to
 * site, so the network, whose shape is one for all sites, does without them.
 */
final class WeatherFeatures {
  /** Degrees Celsius below which people heat, and above which they cool. */
  private static final double HEATING = 15;

  private static final double COOLING = 20;

  private WeatherFeatures() {}

  static List<String> names(List<String> columns) {
    List<String> names = new ArrayList<>();
    for (String column : columns) {
      if (WeatherColumns.isAhead(column)) {
        names.addAll(List.of(column, column + "Change"));
      } else {
        names.addAll(List.of(column + "Last", column + "Mean24h"));
        names.addAll(List.of(column + "Lag1", column + "Lag7"));
      }
      if (WeatherColumns.isTemperature(column)) {
        names.addAll(List.of(column + "Heating", column + "Cooling"));
      }
    }
    return names;
  }

  /** Writes the features of a target row; returns the place after the last. */
  static int fill(WeatherRows weather, int day, int origin, int k, float[] result, int at) {
    int next = at;
    for (int c = 0; c < weather.values.length; c++) {
      double[] values = weather.values[c];
      double expected;
      if (c < weather.ahead) {
        expected = values[k];
        result[next++] = (float) expected;
        result[next++] = (float) (expected - values[Math.max(0, k - day)]);
      } else {
        expected = known(values, k, day, origin);
        result[next++] = (float) values[origin - 1];
        result[next++] = (float) weather.mean(c, origin - day, origin);
        result[next++] = (float) expected;
        result[next++] = (float) known(values, k - 6 * day, day, origin);
      }
      if (weather.temperature[c]) {
        result[next++] = (float) Math.max(0, HEATING - expected);
        result[next++] = (float) Math.max(0, expected - COOLING);
      }
    }
    return next;
  }

  /** Measurement a day before a row, or two days before if that day was not yet measured. */
  private static double known(double[] values, int k, int day, int origin) {
    int there = k - day;
    while (there >= origin) {
      there -= day;
    }
    return values[Math.max(0, there)];
  }
}
