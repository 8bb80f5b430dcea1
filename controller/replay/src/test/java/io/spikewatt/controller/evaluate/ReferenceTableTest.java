package io.spikewatt.controller.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.feature.GeoPosition;
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
    EvaluationResult evaluationResult =
        evaluate("home_london_10", "load_kw", SeriesKind.LOAD, "Europe/London", 51.5, -0.12);
    matches(
        evaluationResult,
        Map.of(
            Evaluation.NAIVE_DAY, 0.5073,
            Evaluation.NAIVE_WEEK, 0.4957,
            Evaluation.SIMILAR_DAY, 0.4280,
            Evaluation.RIDGE, 0.3889));
  }

  @Test
  void a_plants_baselines_match_the_reference() {
    EvaluationResult evaluationResult =
        evaluate("home_fontana_01", "pv_kw", SeriesKind.PV, "America/Los_Angeles", 34.09, -117.43);
    matches(
        evaluationResult,
        Map.of(
            Evaluation.NAIVE_DAY, 0.0373,
            Evaluation.NAIVE_WEEK, 0.0455,
            Evaluation.SIMILAR_DAY, 0.0360,
            Evaluation.RIDGE, 0.0396));
  }

  private static void matches(EvaluationResult evaluationResult, Map<String, Double> nmae) {
    for (Map.Entry<String, Double> expected : nmae.entrySet()) {
      Scores scores = Objects.requireNonNull(evaluationResult.baselines().get(expected.getKey()));
      double ours = scores.mae() / evaluationResult.unit();
      assertEquals(expected.getValue(), ours, 0.01 * expected.getValue(), expected.getKey());
    }
    assertTrue(evaluationResult.skill() > 0.1, "skill " + evaluationResult.skill());
    assertTrue(
        evaluationResult.product().coverage() > 0.6,
        "coverage " + evaluationResult.product().coverage());
  }

  private static EvaluationResult evaluate(
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
            Optional.of(new GeoPosition(lat, lon)),
            OptionalDouble.empty());
    EvaluationTask evaluationTask =
        new EvaluationTask(target, table.series(target), kind, settings, false, Optional.empty());
    return new Evaluation(evaluationTask, new SystemClock(), text -> {})
        .run((origin, forecast) -> {});
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
