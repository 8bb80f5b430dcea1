package io.spikewatt.controller.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.feature.Position;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.score.Scores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * The forecasts that we are measured against are those of a reference measured elsewhere: within 1
 * % of its table on two of the measured series that lie beside the repository. {@code
 * bench/forecast} compares all of them.
 */
class ReferenceTableTest {

  @Test
  void a_homes_baselines_match_the_reference() {
    Result result =
        evaluate("home_london_10", "load_kw", SeriesKind.LOAD, "Europe/London", 51.5, -0.12);
    matches(
        result,
        Map.of(
            Evaluation.NAIVE_DAY, 0.5073,
            Evaluation.NAIVE_WEEK, 0.4957,
            Evaluation.SIMILAR_DAY, 0.4280,
            Evaluation.RIDGE, 0.3889));
  }

  @Test
  void a_plants_baselines_match_the_reference() {
    Result result =
        evaluate("home_fontana_01", "pv_kw", SeriesKind.PV, "America/Los_Angeles", 34.09, -117.43);
    matches(
        result,
        Map.of(
            Evaluation.NAIVE_DAY, 0.0373,
            Evaluation.NAIVE_WEEK, 0.0455,
            Evaluation.SIMILAR_DAY, 0.0360,
            Evaluation.RIDGE, 0.0396));
  }

  private static void matches(Result result, Map<String, Double> nmae) {
    for (Map.Entry<String, Double> expected : nmae.entrySet()) {
      Scores scores = Objects.requireNonNull(result.baselines().get(expected.getKey()));
      double ours = scores.mae() / result.unit();
      assertEquals(expected.getValue(), ours, 0.01 * expected.getValue(), expected.getKey());
    }
    assertTrue(result.skill() > 0.1, "skill " + result.skill());
    assertTrue(result.product().coverage() > 0.6, "coverage " + result.product().coverage());
  }

  private static Result evaluate(
      String name, String target, SeriesKind kind, String zone, double lat, double lon) {
    Optional<Path> file = data(name + ".csv.gz");
    assumeTrue(file.isPresent(), "SKIPPED: no shared/data/" + name + ".csv.gz above this folder");
    SeriesTable table = ((SeriesRead.Loaded) SeriesFile.read(file.get())).table();
    int horizon = (int) (Duration.ofDays(1).toMillis() / table.step().toMillis());
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of(zone),
            table.step(),
            horizon,
            Optional.of(new Position(lat, lon)),
            OptionalDouble.empty());
    Task task = new Task(target, table.series(target), kind, settings, false, Optional.empty());
    return new Evaluation(task, new SystemClock(), text -> {}).run((origin, forecast) -> {});
  }

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
}
