package io.spikewatt.inference.feature;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Weather by row: predictions, known for the forecast window too, and measurements. */
public record WeatherColumns(List<Column> ahead, List<Column> observed) {

  /** Start of the names of columns that are known ahead. */
  public static final String AHEAD = "nwp_";

  private static final double[] NOTHING = {};

  /** Nothing known of the weather. */
  public static final WeatherColumns NONE = new WeatherColumns(List.of(), List.of());

  public WeatherColumns {
    ahead = List.copyOf(ahead);
    observed = List.copyOf(observed);
  }

  /**
   * One quantity.
   *
   * @param name with its unit, as nwp_ghi_wm2, temp_c
   * @param values one a row, NaN = missing; not to be changed by readers
   */
  public record Column(String name, double[] values) {

    Column rows(int from, int to) {
      return new Column(name, Arrays.copyOfRange(values, Math.min(from, values.length), to));
    }
  }

  public boolean isEmpty() {
    return ahead.isEmpty() && observed.isEmpty();
  }

  /** Sorts columns by their names. */
  public static WeatherColumns of(List<Column> columns) {
    return new WeatherColumns(
        columns.stream().filter(c -> isAhead(c.name())).toList(),
        columns.stream().filter(c -> !isAhead(c.name())).toList());
  }

  /** Names of all columns, the predictions first. */
  public List<String> names() {
    return Stream.concat(ahead.stream(), observed.stream()).map(Column::name).toList();
  }

  /** Values of a column, one a row; none if there is no such column. */
  public double[] values(String name) {
    for (int i = 0; i < ahead.size(); i++) {
      if (ahead.get(i).name().equals(name)) {
        return ahead.get(i).values();
      }
    }
    for (int i = 0; i < observed.size(); i++) {
      if (observed.get(i).name().equals(name)) {
        return observed.get(i).values();
      }
    }
    return NOTHING;
  }

  /** Predicted global irradiance, W/m², one a row; none if there is no such prediction. */
  public double[] predictedIrradiance() {
    return ahead.stream()
        .filter(c -> isIrradiance(c.name()))
        .map(Column::values)
        .findFirst()
        .orElse(NOTHING);
  }

  /** True if a column of this name is a predicted global irradiance. */
  public static boolean isPredictedSun(String name) {
    return isAhead(name) && isIrradiance(name);
  }

  /** Name of the column that drives a series: a predicted irradiance, or else the first. */
  public static Optional<String> driver(List<String> names) {
    return names.stream()
        .filter(WeatherColumns::isPredictedSun)
        .findFirst()
        .or(() -> names.stream().findFirst());
  }

  static boolean isIrradiance(String name) {
    return name.contains("ghi");
  }

  static boolean isDirect(String name) {
    return name.contains("dni");
  }

  static boolean isTemperature(String name) {
    return name.contains("temp");
  }

  /** Whether a column of this name is known ahead. */
  public static boolean isAhead(String name) {
    return name.startsWith(AHEAD);
  }

  /** Names in the order of {@link #names}, otherwise as they came. */
  static List<String> predictionsFirst(List<String> names) {
    return Stream.concat(
            names.stream().filter(WeatherColumns::isAhead), names.stream().filter(n -> !isAhead(n)))
        .toList();
  }

  /** Weather known at the end of the rows: measurements until then, and all predictions. */
  public WeatherColumns known(int from, int to) {
    if (isEmpty()) {
      return this;
    }
    return new WeatherColumns(
        ahead.stream()
            .map(c -> from == 0 ? c : c.rows(from, Math.max(from, c.values().length)))
            .toList(),
        observed.stream()
            .map(c -> c.rows(from, Math.min(to, Math.max(from, c.values().length))))
            .toList());
  }
}
