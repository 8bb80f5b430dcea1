package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.WeatherField;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.PredictedWeather;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Predicted weather beside a recorded series, in columns for the learnt models. A row that has
 * begun holds what was known half a day before it, so that no later prediction changes it; a row
 * ahead holds the newest prediction. Thread-safe.
 */
final class SeriesWeather {

  /** Half of the day that a forecast looks ahead: the mean age of what it will be given. */
  private static final Duration LEAD = Duration.ofHours(12);

  /** Longest way ahead of a stored prediction, and its age. */
  private static final Duration REACH = Duration.ofDays(4);

  /** Age from which on a prediction of the next day is not used. */
  private static final Duration OLD = Duration.ofDays(1);

  private static final Duration QUARTER = QuarterHour.LENGTH;

  /** Least cosine of the sun's zenith angle by which direct irradiance is divided: 6° high. */
  private static final double LEAST_COSINE = 0.1;

  /** More direct irradiance does not pass the atmosphere, W/m². */
  private static final double MOST_DIRECT_WM2 = 1100;

  /** Irradiance at which a plant has its rated power, W/m². */
  private static final double RATED_WM2 = 1000;

  private final HistoryStore store;
  private final List<String> precedence;
  private final List<Column> columns;
  private final Optional<ClearSky> sky;
  private final double ratedW;
  private Passed passed = new Passed(Instant.MIN, new double[0][0]);

  /** A column of the models, by what it is made of. */
  private enum Column {
    GLOBAL("nwp_ghi_wm2", WeatherQuantity.GLOBAL_IRRADIANCE),
    /** A solar service's power, as the irradiance at which the plant would have it. */
    PLANT("nwp_plant_ghi_wm2", WeatherQuantity.PV_POWER),
    DIRECT("nwp_dni_wm2", WeatherQuantity.DIRECT_IRRADIANCE),
    TEMPERATURE("nwp_temp_c", WeatherQuantity.TEMPERATURE),
    WIND("nwp_wind_ms", WeatherQuantity.WIND_SPEED);

    private final String column;
    private final WeatherQuantity quantity;

    Column(String column, WeatherQuantity quantity) {
      this.column = column;
      this.quantity = quantity;
    }

    Optional<PredictedWeather> find(WeatherHistory.View view, Instant at) {
      return view.find(quantity, at);
    }
  }

  /** Rows that have begun, by column: they do not change any more. */
  private record Passed(Instant start, double[][] values) {}

  private SeriesWeather(
      Site site, HistoryStore store, List<Column> columns, OptionalDouble ratedW) {
    this.store = store;
    this.columns = columns;
    this.ratedW = ratedW.orElse(RATED_WM2);
    precedence = sources(site).stream().map(SiteSource::name).toList();
    sky =
        site.position()
            .map(at -> new ClearSky(new GeoPosition(at.latitudeDeg(), at.longitudeDeg())));
  }

  /**
   * Columns of the quantities that the site's sources predict.
   *
   * @return empty if none of them drives such a series
   */
  static Optional<SeriesWeather> of(Site site, SeriesKind kind, HistoryStore store) {
    Set<WeatherQuantity> given =
        sources(site).stream()
            .flatMap(source -> source.description().weather().stream())
            .map(WeatherField::quantity)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(WeatherQuantity.class)));
    List<Column> columns =
        switch (kind) {
          case PV -> sun(given, site.position().isPresent());
          case WIND ->
              given.contains(WeatherQuantity.WIND_SPEED) ? List.of(Column.WIND) : List.of();
          case LOAD ->
              given.contains(WeatherQuantity.TEMPERATURE) ? List.of(Column.TEMPERATURE) : List.of();
        };
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new SeriesWeather(site, store, columns, site.ratedW(Role.Pv.class)));
  }

  private static List<Column> sun(Set<WeatherQuantity> given, boolean placed) {
    boolean direct = given.contains(WeatherQuantity.DIRECT_IRRADIANCE);
    boolean global =
        given.contains(WeatherQuantity.GLOBAL_IRRADIANCE)
            || (direct && given.contains(WeatherQuantity.DIFFUSE_IRRADIANCE));
    List<Column> columns = new ArrayList<>();
    if (global) {
      columns.add(Column.GLOBAL);
    }
    if (given.contains(WeatherQuantity.PV_POWER)) {
      columns.add(Column.PLANT);
    }
    if (columns.isEmpty()) {
      return columns;
    }
    if (global && direct && placed) {
      columns.add(Column.DIRECT);
    }
    if (given.contains(WeatherQuantity.TEMPERATURE)) {
      columns.add(Column.TEMPERATURE);
    }
    if (given.contains(WeatherQuantity.WIND_SPEED)) {
      columns.add(Column.WIND);
    }
    return columns;
  }

  private static List<SiteSource> sources(Site site) {
    return site.sources().stream().filter(SiteSource::isWeather).toList();
  }

  /** Names of the columns; the first one drives the series, and others may, too. */
  List<String> names() {
    return columns.stream().map(column -> column.column).toList();
  }

  /** True if the models can do without all columns but this one. */
  private boolean drives(int column) {
    return column == 0 || WeatherColumns.isPredictedSun(columns.get(column).column);
  }

  /**
   * A record with the weather of its rows and of a forecast's.
   *
   * @param series the record; its weather reaches beyond its last row
   * @param issued by column, time of the newest prediction for half a day later; none = there is
   *     none
   */
  record Predicted(TimeSeries series, Map<String, Instant> issued) {

    /**
     * Why the next day is not predicted well enough; empty if it is.
     *
     * @param driver name of the column that counts
     */
    Optional<WeatherUse.Obstacle> obstacle(String driver, Instant now) {
      double[] driving = series.weather().values(driver);
      int from = series.values().length;
      int day = Math.min(series.slotsPerDay(), driving.length - from);
      long known = Arrays.stream(driving, from, from + day).filter(Double::isFinite).count();
      Optional<Instant> newest = issued(driver);
      if (newest.isEmpty() || 4 * known < 3L * day) {
        return Optional.of(WeatherUse.Obstacle.MISSING);
      }
      return newest.get().isBefore(now.minus(OLD))
          ? Optional.of(WeatherUse.Obstacle.LATE)
          : Optional.empty();
    }

    /** Time of a column's newest prediction for half a day later; empty if there is none. */
    Optional<Instant> issued(String column) {
      return Optional.ofNullable(issued.get(column));
    }
  }

  /**
   * A record with the weather of its rows and of rows after its end.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  synchronized Predicted ahead(TimeSeries record, int ahead, Instant now) {
    int rows = record.values().length;
    double[][] values = new double[columns.size()][rows + ahead];
    int known = reuse(record.start(), rows, values);
    Instant first = record.start().plus(QUARTER.multipliedBy(known));
    WeatherHistory history = read(first, now);
    fill(history, record, known, now, values);
    double[][] begun = new double[values.length][];
    Arrays.setAll(begun, c -> Arrays.copyOf(values[c], rows));
    passed = new Passed(record.start(), begun);
    Map<String, Instant> issued = new HashMap<>();
    for (Column column : columns) {
      column
          .find(history.at(now), now.plus(LEAD))
          .ifPresent(found -> issued.put(column.column, found.issued()));
    }
    return new Predicted(with(record, values), issued);
  }

  /**
   * A record with the weather of its rows, from the first predicted one on. It may be a year, and
   * nothing of it stays in memory.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  TimeSeries passed(TimeSeries record, Instant now) {
    double[][] values = new double[columns.size()][record.values().length];
    fill(read(record.start(), now), record, 0, now, values);
    int first = values[0].length;
    for (int c = 0; c < values.length; c++) {
      int row = 0;
      while (row < first && !Double.isFinite(values[c][row])) {
        row++;
      }
      first = drives(c) ? row : first;
    }
    return with(record, values).tail(values[0].length - first);
  }

  private TimeSeries with(TimeSeries record, double[][] values) {
    List<WeatherColumns.Column> named = new ArrayList<>();
    for (int c = 0; c < values.length; c++) {
      named.add(new WeatherColumns.Column(columns.get(c).column, values[c]));
    }
    return new TimeSeries(record.start(), record.step(), record.values(), WeatherColumns.of(named));
  }

  /** Copies rows of the last call; returns how many rows from the start are known. */
  private int reuse(Instant start, int rows, double[][] values) {
    if (passed.start.equals(Instant.MIN) || start.isBefore(passed.start)) {
      return 0;
    }
    int skipped = Math.toIntExact(Duration.between(passed.start, start).dividedBy(QUARTER));
    int known = Math.clamp((long) passed.values[0].length - skipped, 0, rows);
    for (int c = 0; c < values.length && known > 0; c++) {
      System.arraycopy(passed.values[c], skipped, values[c], 0, known);
    }
    return known;
  }

  private WeatherHistory read(Instant first, Instant now) {
    return WeatherHistory.of(
        HistoryUnreadable.orThrow(() -> store.weather(first.minus(REACH), now.plusSeconds(1))),
        precedence);
  }

  private void fill(
      WeatherHistory history, TimeSeries record, int from, Instant now, double[][] values) {
    for (int row = from; row < values[0].length; row++) {
      Instant at = record.start().plus(QUARTER.multipliedBy(row));
      boolean begun = row < record.values().length;
      for (int c = 0; c < values.length; c++) {
        Column column = columns.get(c);
        values[c][row] = begun ? begun(history, column, at) : value(history.at(now), column, at);
      }
    }
  }

  /** As it was known half a day before; in a site's first hours, at the start of the row. */
  private double begun(WeatherHistory history, Column column, Instant at) {
    double early = value(history.at(at.minus(LEAD)), column, at);
    return Double.isFinite(early) ? early : value(history.at(at), column, at);
  }

  private double value(WeatherHistory.View view, Column column, Instant at) {
    double value = column.find(view, at).map(PredictedWeather::value).orElse(Double.NaN);
    return switch (column) {
      case PLANT -> RATED_WM2 * value / ratedW;
      case DIRECT -> direct(value, at);
      case GLOBAL, TEMPERATURE, WIND -> value;
    };
  }

  /** Towards the sun: the predicted mean of an hour over the mean cosine of that hour. */
  private double direct(double horizontalWm2, Instant at) {
    Instant hour = at.truncatedTo(ChronoUnit.HOURS);
    double cosines = 0;
    for (int quarter = 0; quarter < 4; quarter++) {
      Instant middle = hour.plus(QUARTER.multipliedBy(quarter)).plus(QUARTER.dividedBy(2));
      cosines += Math.max(0, sky.orElseThrow().cosZenith(middle));
    }
    return Math.min(MOST_DIRECT_WM2, horizontalWm2 / Math.max(LEAST_COSINE, cosines / 4));
  }
}
