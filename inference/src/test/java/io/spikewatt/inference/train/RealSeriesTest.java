package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.naive.FadingForecaster;
import io.spikewatt.inference.naive.SeasonalForecaster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** On a measured series from the data folder that lies beside the repository. */
class RealSeriesTest {
  private static final Duration STEP = Duration.ofMinutes(30);
  private static final int DAY = 48;

  private static Optional<Path> data(String file) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path there = folder.resolve("shared").resolve("data").resolve(file);
      if (Files.exists(there)) {
        return Optional.of(there);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }

  private static TimeSeries read(Path file, String column, Duration step) throws IOException {
    int at;
    List<String[]> cells = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      at = List.of(in.readLine().split(",", -1)).indexOf(column);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        cells.add(line.split(",", -1));
      }
    }
    double[] v = new double[cells.size()];
    for (int k = 0; k < v.length; k++) {
      String cell = cells.get(k)[at];
      v[k] = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
    return new TimeSeries(Instant.parse(cells.getFirst()[0]), step, v);
  }

  @Test
  void aHomesForecastFromFourWeeksBeatsBothNaivesOverTheNextFortnight() throws IOException {
    Optional<Path> file = data("home_london_10.csv.gz");
    assumeTrue(file.isPresent(), "SKIPPED: no shared/data/home_london_10.csv.gz above this folder");
    TimeSeries year = read(file.get(), "load_kw", STEP);
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of("Europe/London"), STEP, 72, Optional.empty(), OptionalDouble.empty());
    // More than one season, so that one lucky fortnight proves nothing.
    int[] days =
        Boolean.getBoolean("long.tests") ? new int[] {60, 130, 200, 300} : new int[] {60, 200};
    double log = 0;
    for (int day : days) {
      TimeSeries known = year.head(day * DAY).tail(28 * DAY);
      TrainedForecaster trained =
          ForecastTrainer.train(
                  known,
                  SeriesKind.LOAD,
                  settings,
                  LearningSettings.onGateway(SeriesKind.LOAD),
                  1,
                  () -> false)
              .orElseThrow();
      TimeSeries all = year.head((day + 15) * DAY).tail(43 * DAY);
      double naive =
          Math.min(
              error(SeasonalForecaster.naive(SeriesKind.LOAD, settings, 1), all),
              error(SeasonalForecaster.naive(SeriesKind.LOAD, settings, 7), all));
      double ratio = error(trained, all) / naive;
      log += Math.log(ratio) / days.length;
      assertTrue(ratio < 1, "from day " + day + " error / naive is " + ratio);
    }
    assertTrue(Math.exp(log) < 0.88, "mean error / naive is " + Math.exp(log));
  }

  /**
   * Made, not measured: the data has no wind power, so a standard power curve turns a weather
   * model's wind (10 m, taken to a hub's height by a factor of 1.35) into it. What is real is how
   * such a wind comes and goes.
   */
  @Test
  void whatAWindsPowerFadesToIsNearerThanYesterdayAndLastingAndTheMean() throws IOException {
    Optional<Path> file = data("pv_hebei_01.csv.gz");
    assumeTrue(file.isPresent(), "SKIPPED: no shared/data/pv_hebei_01.csv.gz above this folder");
    TimeSeries wind = read(file.get(), "nwp_wind_ms", Synthetic.QUARTER);
    double[] v = wind.values();
    for (int k = 0; k < v.length; k++) {
      v[k] = 100 * Synthetic.powerOf(1.35 * v[k]);
    }
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of("Asia/Shanghai"),
            Synthetic.QUARTER,
            144,
            Optional.empty(),
            OptionalDouble.of(100));
    // The first 70 %: the rest is for measuring.
    TimeSeries known = wind.head(v.length * 7 / 10);
    double fading = error(new SeasonalForecaster(SeriesKind.WIND, settings), known, 96);
    double lasting = error(FadingForecaster.persistence(settings), known, 96);
    double mean = error(FadingForecaster.runningMean(settings), known, 96);
    double day = error(SeasonalForecaster.naive(SeriesKind.WIND, settings, 1), known, 96);
    String seen =
        "error of the fading forecast %.2f, last hour %.2f, mean %.2f, yesterday %.2f kW of 100"
            .formatted(fading, lasting, mean, day);
    assertTrue(fading < 0.95 * Math.min(Math.min(lasting, mean), day), seen);
  }

  private static double error(Forecaster forecaster, TimeSeries s) {
    return error(forecaster, s, DAY);
  }

  /** Mean absolute error over a day ahead, of origins from four weeks on. */
  private static double error(Forecaster forecaster, TimeSeries s, int day) {
    double sum = 0;
    int count = 0;
    for (int origin = 28 * day; origin + day <= s.values().length; origin += day / 12) {
      Forecast f = forecaster.forecast(s.head(origin), day);
      for (int k = 0; k < day; k++) {
        double actual = s.values()[origin + k];
        if (!Double.isNaN(actual)) {
          sum += Math.abs(actual - f.p50()[k]);
          count++;
        }
      }
    }
    return sum / count;
  }
}
