package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A regular table of numbers.
 *
 * @param step length of a row, 5 to 60 minutes, a divisor of one day
 * @param names of the columns beside the time
 * @param columns one array a name, NaN = an empty cell; readers must not change them
 */
public record SeriesTable(
    Instant start, Duration step, List<String> names, List<double[]> columns) {

  /** Whether there is such a column. */
  public boolean has(String name) {
    return names.contains(name);
  }

  /** One column as a series; the name must be there. */
  public TimeSeries series(String name) {
    return series(name, List.of());
  }

  /** One column as a series with others as the weather beside it; all names must be there. */
  public TimeSeries series(String name, List<String> weather) {
    return new TimeSeries(
        start,
        step,
        column(name),
        WeatherColumns.of(
            weather.stream()
                .map(other -> new WeatherColumns.Column(other, column(other)))
                .toList()));
  }

  /** One column's values; the name must be there. */
  public double[] column(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no column " + name);
    }
    return columns.get(index);
  }
}
