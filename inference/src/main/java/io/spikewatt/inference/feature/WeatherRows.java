package io.spikewatt.inference.feature;

import java.util.List;

/**
 * Gap-filled weather over the rows of a series and those ahead of it, with prefix sums. A missing
 * value, and one beyond the last, takes that of the day before; in the first day the last one
 * known, and before that the first of the first week, or 0. So no row depends on later
 * measurements.
 */
final class WeatherRows {
  /** Watts a square metre in a unit of irradiance. */
  static final double KILO = 1000;

  private final int day;

  /** Number of columns that are predictions. */
  final int ahead;

  /** Column of the predicted global irradiance, or -1. */
  final int irradiance;

  /** Column of the predicted direct normal irradiance, or -1. */
  final int direct;

  /** Column of the predicted wind speed, m/s, or -1. */
  final int wind;

  final boolean[] temperature;

  /** Columns × room. */
  final double[][] values;

  /** Columns × (room + 1): sum of the rows before each. */
  final double[][] sums;

  private int rows;

  /** Room for rows of the named columns, predictions first; none is known yet. */
  WeatherRows(List<String> names, int day, int room) {
    this.day = day;
    ahead = (int) names.stream().filter(WeatherColumns::isAhead).count();
    List<String> predictions = names.subList(0, ahead);
    irradiance = predictions.stream().map(WeatherColumns::isIrradiance).toList().indexOf(true);
    direct = predictions.stream().map(WeatherColumns::isDirect).toList().indexOf(true);
    wind = predictions.stream().map(name -> name.contains("wind")).toList().indexOf(true);
    values = new double[names.size()][room];
    sums = new double[names.size()][room + 1];
    temperature = new boolean[names.size()];
    for (int c = 0; c < temperature.length; c++) {
      temperature[c] = WeatherColumns.isTemperature(names.get(c));
    }
  }

  /** Weather of a series over the calendar's rows, in the expected columns, even absent ones. */
  static WeatherRows of(WeatherColumns weatherColumns, List<String> expected, int day, int rows) {
    WeatherRows all = new WeatherRows(expected, day, rows);
    double[][] columns = new double[expected.size()][];
    int[] known = new int[columns.length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = weatherColumns.values(expected.get(c));
      known[c] = columns[c].length;
    }
    all.read(columns, 0, known, 0, rows);
    return all;
  }

  /**
   * Reads rows and drops those from {@code to} on.
   *
   * @param columns one a name, NaN = missing
   * @param offset index of row 0 in the columns
   * @param known rows of each column; later rows are ignored
   * @param from first row that is new or has changed, at most the rows there are
   * @param to row after the last
   */
  void read(double[][] columns, int offset, int[] known, int from, int to) {
    // The first week fills its own beginning.
    int start = from < 7 * day ? 0 : from;
    for (int c = 0; c < values.length; c++) {
      double unit = c == irradiance ? KILO : 1;
      double[] held = values[c];
      double last = start == 0 ? firstKnown(columns[c], offset, Math.min(known[c], to)) / unit : 0;
      for (int k = start; k < to; k++) {
        double value = k < known[c] ? columns[c][offset + k] : Double.NaN;
        held[k] = Double.isFinite(value) ? value / unit : k >= day ? held[k - day] : last;
        last = held[k];
        sums[c][k + 1] = sums[c][k] + held[k];
      }
    }
    rows = to;
  }

  private double firstKnown(double[] column, int offset, int known) {
    for (int k = 0; k < Math.min(known, 7 * day); k++) {
      if (Double.isFinite(column[offset + k])) {
        return column[offset + k];
      }
    }
    return 0;
  }

  /** Mean of a column from (inclusive) to (exclusive), cut to the rows there are. */
  double mean(int column, int from, int to) {
    int start = Math.max(0, from);
    int end = Math.min(rows, to);
    return end <= start ? 0 : (sums[column][end] - sums[column][start]) / (end - start);
  }
}
