import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A measured series, and the settings of a forecaster for its site.
 *
 * @param name file and column, without endings and units
 */
record MeasuredSeries(String name, SeriesKind kind, ForecastSettings settings, TimeSeries series) {

  /**
   * Reads a series, to be forecast a day and a half ahead.
   *
   * @param described {@code FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE[,WEATHER…]}
   */
  static MeasuredSeries read(Path folder, String described) {
    return read(folder, described, Duration.ofHours(36));
  }

  static MeasuredSeries read(Path folder, String described, Duration ahead) {
    List<String> cells = List.of(described.split(","));
    List<String> weather = cells.subList(6, cells.size());
    TimeSeries series =
        loaded(SeriesFile.read(folder.resolve(cells.get(0)))).series(cells.get(1), weather);
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of(cells.get(3)),
            series.step(),
            (int) ahead.dividedBy(series.step()),
            Optional.of(
                new GeoPosition(
                    Double.parseDouble(cells.get(4)), Double.parseDouble(cells.get(5)))),
            OptionalDouble.empty(),
            weather);
    String name = cells.get(0).replace(".csv.gz", "") + "/" + cells.get(1).replaceAll("_.*", "");
    return new MeasuredSeries(name, SeriesKind.valueOf(cells.get(2)), settings, series);
  }

  /** A column of a file whose step is 5 to 60 minutes. */
  static TimeSeries column(Path file, String name) {
    return loaded(SeriesFile.read(file)).series(name);
  }

  /** A file whose step is one minute. */
  static SeriesTable minutes(Path file) {
    return loaded(SeriesFile.readMinutes(file));
  }

  /** The value at a time; a missing one is that before it, the first 0. */
  static double at(TimeSeries series, Instant time) {
    int row = (int) Duration.between(series.start(), time).dividedBy(series.step());
    while (row >= 0 && Double.isNaN(series.values()[row])) {
      row--;
    }
    return row < 0 ? 0 : series.values()[row];
  }

  private static SeriesTable loaded(SeriesRead read) {
    return switch (read) {
      case SeriesRead.Loaded loaded -> loaded.table();
      case SeriesRead.Refused refused -> throw new IllegalArgumentException(refused.toString());
    };
  }

  /** The first 80 % of the rows; the rest judges forecasts. */
  TimeSeries development() {
    return series.head((int) (0.8 * series.values().length));
  }
}
