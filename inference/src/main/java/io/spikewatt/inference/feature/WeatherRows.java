package io.spikewatt.inference.feature;

import java.util.Arrays;
import java.util.List;

/**
 * Weather without holes over the rows of a series and those ahead of it, with prefix sums. A
 * missing value, and one beyond the last, is that of the day before, else the last one.
 *
 * @param names of the columns, predictions first, observations after
 * @param ahead number of columns that are predictions
 * @param irradiance which column is the predicted global irradiance, or -1
 * @param values columns × rows
 * @param sums columns × (rows + 1): sum of the rows before each
 */
record WeatherRows(
    List<String> names, int ahead, int irradiance, double[][] values, double[][] sums) {

  /** Watts a square metre in a unit of irradiance. */
  private static final double KILO = 1000;

  /**
   * @param expected names of the columns that are to be there, whatever the weather brings;
   *     predictions first
   * @param rows of the calendar
   */
  static WeatherRows of(Weather weather, List<String> expected, int day, int rows) {
    List<String> ahead = expected.stream().filter(Weather::isAhead).toList();
    int irradiance = ahead.stream().map(n -> n.contains("ghi")).toList().indexOf(true);
    double[][] values = new double[expected.size()][];
    double[][] sums = new double[expected.size()][];
    for (int c = 0; c < values.length; c++) {
      values[c] = held(column(weather, expected.get(c)), day, rows);
      for (int k = 0; c == irradiance && k < rows; k++) {
        values[c][k] /= KILO;
      }
      sums[c] = new double[rows + 1];
      for (int k = 0; k < rows; k++) {
        sums[c][k + 1] = sums[c][k] + values[c][k];
      }
    }
    return new WeatherRows(expected, ahead.size(), irradiance, values, sums);
  }

  private static double[] column(Weather weather, String name) {
    for (List<Weather.Column> columns : List.of(weather.ahead(), weather.observed())) {
      for (Weather.Column column : columns) {
        if (column.name().equals(name)) {
          return column.values();
        }
      }
    }
    return new double[0];
  }

  private static double[] held(double[] values, int day, int rows) {
    double[] held = new double[rows];
    double last = Arrays.stream(values).filter(Double::isFinite).findFirst().orElse(0);
    for (int k = 0; k < rows; k++) {
      boolean known = k < values.length && Double.isFinite(values[k]);
      held[k] = known ? values[k] : k >= day ? held[k - day] : last;
      last = held[k];
    }
    return held;
  }

  /** Mean of a column from (inclusive) to (exclusive), cut to the rows there are. */
  double mean(int column, int from, int to) {
    int start = Math.max(0, from);
    int end = Math.min(values[column].length, to);
    return end <= start ? 0 : (sums[column][end] - sums[column][start]) / (end - start);
  }
}
