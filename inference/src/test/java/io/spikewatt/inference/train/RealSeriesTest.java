package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.SeasonalForecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.forecast.TrainedForecaster;
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

  private static TimeSeries read(Path file) throws IOException {
    List<String[]> cells = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        cells.add(line.split(",", -1));
      }
    }
    double[] v = new double[cells.size()];
    for (int k = 0; k < v.length; k++) {
      String cell = cells.get(k)[1];
      v[k] = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
    return new TimeSeries(Instant.parse(cells.getFirst()[0]), STEP, v);
  }

  @Test
  void aHomesForecastFromFourWeeksBeatsBothNaivesOverTheNextFortnight() throws IOException {
    Optional<Path> file = data("home_london_10.csv.gz");
    assumeTrue(file.isPresent(), "SKIPPED: no shared/data/home_london_10.csv.gz above this folder");
    TimeSeries year = read(file.get());
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of("Europe/London"), STEP, 72, Optional.empty(), OptionalDouble.empty());
    double log = 0;
    // Four seasons, so that one lucky fortnight proves nothing.
    for (int day : new int[] {60, 130, 200, 300}) {
      TimeSeries known = year.head(day * DAY).tail(28 * DAY);
      TrainedForecaster trained =
          ForecastTrainer.train(known, SeriesKind.LOAD, settings, 1, () -> false).orElseThrow();
      TimeSeries all = year.head((day + 15) * DAY).tail(43 * DAY);
      double naive =
          Math.min(
              error(SeasonalForecaster.naive(SeriesKind.LOAD, settings, 1), all),
              error(SeasonalForecaster.naive(SeriesKind.LOAD, settings, 7), all));
      double ratio = error(trained, all) / naive;
      log += Math.log(ratio) / 4;
      assertTrue(ratio < 1, "from day " + day + " error / naive is " + ratio);
    }
    assertTrue(Math.exp(log) < 0.88, "mean error / naive is " + Math.exp(log));
  }

  private static double error(Forecaster forecaster, TimeSeries s) {
    double sum = 0;
    int count = 0;
    for (int origin = 28 * DAY; origin + DAY <= s.values().length; origin += 4) {
      Forecast f = forecaster.forecast(s.head(origin), DAY);
      for (int k = 0; k < DAY; k++) {
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
