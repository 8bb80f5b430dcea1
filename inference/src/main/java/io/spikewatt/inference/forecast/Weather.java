package io.spikewatt.inference.forecast;

import java.util.List;

/**
 * Weather beside a series, row by row of it.
 *
 * @param ahead numerical predictions: known for the rows of the forecast window too
 * @param observed measurements: known up to the origin only
 */
public record Weather(List<Column> ahead, List<Column> observed) {

  /** Start of the names of columns that are known ahead. */
  public static final String AHEAD = "nwp_";

  /** Nothing known of the weather. */
  public static final Weather NONE = new Weather(List.of(), List.of());

  public Weather {
    ahead = List.copyOf(ahead);
    observed = List.copyOf(observed);
  }

  /**
   * One quantity.
   *
   * @param values one a row, NaN = missing; not to be changed by readers
   */
  public record Column(String name, double[] values) {}

  public boolean isEmpty() {
    return ahead.isEmpty() && observed.isEmpty();
  }

  /** Sorts columns by their names. */
  public static Weather of(List<Column> columns) {
    return new Weather(
        columns.stream().filter(c -> c.name().startsWith(AHEAD)).toList(),
        columns.stream().filter(c -> !c.name().startsWith(AHEAD)).toList());
  }
}
