package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * The recorded series and the site that a forecast command works on.
 *
 * @param file that it was read from
 * @param target name of its column
 * @param table all columns of the file; holds the target
 * @param kind what the column measures
 * @param position the site's, if given
 * @param capacity in the column's unit, if given
 * @param weather names of the weather columns beside it; may be empty
 */
record SeriesChoice(
    String file,
    String target,
    SeriesTable table,
    SeriesKind kind,
    ZoneId zone,
    Optional<GeoPosition> position,
    OptionalDouble capacity,
    List<String> weather) {

  /** The options that select it; each takes a value. */
  static final Set<String> OPTIONS =
      Set.of(
          "--data", "--target", "--kind", "--zone", "--lat", "--lon", "--capacity-kw", "--weather");

  /** Reads the file that the options name; empty if its data is wrong, as {@code err} explains. */
  static Optional<SeriesChoice> read(
      CliOptions options, Function<Path, SeriesRead> reader, PrintStream err)
      throws UsageException {
    String file = options.required("--data");
    String target = options.required("--target");
    ZoneId zone = zone(options);
    Optional<GeoPosition> position = position(options);
    SeriesKind kind = kind(options, target);
    OptionalDouble capacity =
        options.has("--capacity-kw")
            ? OptionalDouble.of(options.number("--capacity-kw", 0, 1e-6, 1e9))
            : OptionalDouble.empty();
    SeriesTable table;
    switch (reader.apply(Path.of(file))) {
      case SeriesRead.Refused refused -> {
        err.println(refused);
        return Optional.empty();
      }
      case SeriesRead.Loaded loaded -> table = loaded.table();
    }
    List<String> names = new ArrayList<>(List.of(target));
    options.value("--weather").ifPresent(text -> names.addAll(List.of(text.split(",", -1))));
    for (String name : names) {
      if (!table.has(name)) {
        err.printf("%s:1: expected a column %s, found %s%n", file, name, table.names());
        return Optional.empty();
      }
    }
    List<String> weather = List.copyOf(names.subList(1, names.size()));
    return Optional.of(
        new SeriesChoice(file, target, table, kind, zone, position, capacity, weather));
  }

  /** All rows of the target, and of the weather beside it. */
  TimeSeries series() {
    return table.series(target, weather);
  }

  /** Settings of the site for a forecaster that looks {@code horizon} rows ahead. */
  ForecastSettings settings(int horizon) {
    return new ForecastSettings(zone, table.step(), horizon, position, capacity, weather);
  }

  private static ZoneId zone(CliOptions options) throws UsageException {
    String name = options.value("--zone").orElse("UTC");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new UsageException("--zone: expected a zone like Europe/Berlin, found " + name);
    }
  }

  private static Optional<GeoPosition> position(CliOptions options) throws UsageException {
    if (options.has("--lat") != options.has("--lon")) {
      throw new UsageException("--lat and --lon belong together");
    }
    return options.has("--lat")
        ? Optional.of(
            new GeoPosition(
                options.number("--lat", 0, -90, 90), options.number("--lon", 0, -180, 180)))
        : Optional.empty();
  }

  private static SeriesKind kind(CliOptions options, String target) throws UsageException {
    String name = target.toLowerCase(Locale.ROOT);
    String usual = name.startsWith("pv") ? "pv" : name.startsWith("wind") ? "wind" : "load";
    String kind = options.value("--kind").orElse(usual);
    return switch (kind) {
      case "load" -> SeriesKind.LOAD;
      case "pv" -> SeriesKind.PV;
      case "wind" -> SeriesKind.WIND;
      default -> throw new UsageException("--kind: expected load, pv or wind, found " + kind);
    };
  }
}
