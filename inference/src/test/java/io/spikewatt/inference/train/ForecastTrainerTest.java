package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.naive.SeasonalForecaster;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ForecastTrainerTest {
  private static final ForecastSettings SETTINGS = ForecastSettings.of(ZoneId.of("UTC"));

  private static TrainedForecaster train(TimeSeries s, SeriesKind kind, ForecastSettings settings) {
    return ForecastTrainer.train(
            s, kind, settings, LearningSettings.onGateway(kind), 1, () -> false)
        .orElseThrow();
  }

  /** Mean absolute error of day-ahead forecasts each six hours over the rows after a history. */
  private static double error(Forecaster forecaster, TimeSeries s, int from) {
    double sum = 0;
    int count = 0;
    for (int origin = from; origin + 96 <= s.values().length; origin += 24) {
      Forecast f = forecaster.forecast(s.head(origin), 96);
      for (int k = 0; k < 96; k++, count++) {
        sum += Math.abs(f.p50()[k] - s.values()[origin + k]);
      }
    }
    return sum / count;
  }

  private static double naive(TimeSeries s, SeriesKind kind, int from) {
    return Math.min(
        error(SeasonalForecaster.naive(kind, SETTINGS, 1), s, from),
        error(SeasonalForecaster.naive(kind, SETTINGS, 7), s, from));
  }

  @Test
  void aLearntWindForecastBeatsBothNaivesAndAPredictionOfTheWindMakesItBetterStill() {
    TimeSeries plain = Synthetic.wind(42, 7);
    double[] ms = Synthetic.windMs(44, 7);
    SplittableRandom random = new SplittableRandom(5);
    for (int k = 0; k < ms.length; k++) {
      ms[k] = Math.max(0, 0.8 * ms[k] + 2 * (random.nextDouble() - 0.5));
    }
    WeatherColumns weatherColumns =
        WeatherColumns.of(List.of(new WeatherColumns.Column("nwp_wind_ms", ms)));
    TimeSeries told = new TimeSeries(plain.start(), plain.step(), plain.values(), weatherColumns);
    ForecastSettings withWeather =
        new ForecastSettings(
            ZoneId.of("UTC"),
            plain.step(),
            144,
            Optional.empty(),
            OptionalDouble.of(10_000),
            weatherColumns.names());
    TrainedForecaster blind = Quick.train(plain.head(28 * 96), SeriesKind.WIND, SETTINGS);
    TrainedForecaster seeing = Quick.train(told.head(28 * 96), SeriesKind.WIND, withWeather);
    double alone = error(blind, plain, 28 * 96);
    double withPrediction = error(seeing, told, 28 * 96);
    assertTrue(alone < 0.9 * naive(plain, SeriesKind.WIND, 28 * 96), "error " + alone);
    assertTrue(withPrediction < 0.7 * alone, withPrediction + " with, " + alone + " without");
  }

  @Test
  void aLearntLoadForecastBeatsBothNaivesOnRowsItNeverSaw() {
    TimeSeries s = Synthetic.load(42, 7);
    TrainedForecaster trained = train(s.head(28 * 96), SeriesKind.LOAD, SETTINGS);
    ValidationResult validationResult = trained.validation().orElseThrow();
    assertTrue(validationResult.chosen() != CandidateModel.SEASONAL, validationResult.toString());
    assertTrue(validationResult.skill() > 0.1, validationResult.toString());
    double skill = 1 - error(trained, s, 28 * 96) / naive(s, SeriesKind.LOAD, 28 * 96);
    assertTrue(skill > 0.1, "skill " + skill + ", " + validationResult);
    assertEquals(0.8, validationResult.coverage(), 0.15);
    assertTrue(validationResult.spikesPerStep() > 0.5 && validationResult.spikesPerStep() < 40);
  }

  @Test
  void aLearntPlantForecastBeatsTheNaiveAndRespectsNightAndCapacity() {
    TimeSeries s = Synthetic.pv(42, 3);
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of("UTC"),
            Synthetic.QUARTER,
            144,
            Optional.of(new GeoPosition(0, 0)),
            OptionalDouble.of(9000));
    TrainedForecaster trained = train(s.head(28 * 96), SeriesKind.PV, settings);
    double skill = 1 - error(trained, s, 28 * 96) / naive(s, SeriesKind.PV, 28 * 96);
    assertTrue(skill > 0.05, "skill " + skill + ", " + trained.validation());
    Forecast f = trained.forecast(s.head(28 * 96), 144);
    for (int k = 0; k < 144; k++) {
      assertTrue(f.p10()[k] >= 0 && f.p90()[k] <= 1.05 * 9000 + 1e-6);
      assertTrue(f.p10()[k] <= f.p50()[k] && f.p50()[k] <= f.p90()[k]);
      if (k % 96 < 20 || k % 96 > 76) {
        assertEquals(0, f.p90()[k]);
        assertEquals(0, f.mean()[k]);
      }
    }
  }

  @Test
  void lessThanAFortnightGivesTheSeasonalForecasterAndNoClaims() {
    TrainedForecaster cold = Quick.train(Synthetic.load(13, 1), SeriesKind.LOAD, SETTINGS);
    assertTrue(cold.validation().isEmpty());
    assertEquals("seasonal-1", cold.forecast(Synthetic.load(13, 1), 144).model());
    TimeSeries nothing = new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, new double[0]);
    assertTrue(Quick.train(nothing, SeriesKind.LOAD, SETTINGS).attempt(nothing, 144).isEmpty());
  }

  @Test
  void aFortnightIsEnoughToTrain() {
    assertTrue(
        Quick.train(Synthetic.load(14, 1), SeriesKind.LOAD, SETTINGS).validation().isPresent());
  }

  @Test
  void aConstantSeriesOrOneFullOfHolesIsNotLearnt() {
    double[] flat = new double[20 * 96];
    TimeSeries constant = new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, flat);
    assertTrue(Quick.train(constant, SeriesKind.PV, SETTINGS).validation().isEmpty());
    TimeSeries holes = Synthetic.without(Synthetic.load(20, 1), 96, 15 * 96);
    assertTrue(Quick.train(holes, SeriesKind.LOAD, SETTINGS).validation().isEmpty());
    TimeSeries noEnd = Synthetic.without(Synthetic.load(28, 1), 23 * 96, 28 * 96);
    assertTrue(Quick.train(noEnd, SeriesKind.LOAD, SETTINGS).validation().isEmpty());
  }

  @Test
  void holesInTheHistoryLeaveFiniteForecasts() {
    TimeSeries s = Synthetic.without(Synthetic.load(28, 1), 10 * 96, 11 * 96 + 30);
    s = Synthetic.without(s, 28 * 96 - 50, 28 * 96);
    TrainedForecaster trained = Quick.train(s, SeriesKind.LOAD, SETTINGS);
    Forecast f = trained.forecast(s, 144);
    for (int k = 0; k < 144; k++) {
      assertTrue(Double.isFinite(f.p10()[k] + f.p50()[k] + f.p90()[k] + f.mean()[k]));
    }
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    TimeSeries s = Synthetic.load(21, 2);
    Forecast one = Quick.train(s, SeriesKind.LOAD, SETTINGS).forecast(s, 144);
    Forecast two = Quick.train(s, SeriesKind.LOAD, SETTINGS).forecast(s, 144);
    assertArrayEquals(one.p10(), two.p10());
    assertArrayEquals(one.p50(), two.p50());
    assertArrayEquals(one.mean(), two.mean());
  }

  @Test
  void aCancelledTrainingGivesNothingWheneverItIsCancelled() {
    TimeSeries s = Synthetic.load(21, 2);
    for (int after : new int[] {0, 1, 100, 200, 340}) {
      AtomicInteger asked = new AtomicInteger();
      assertTrue(
          ForecastTrainer.train(
                  s,
                  SeriesKind.LOAD,
                  SETTINGS,
                  Quick.SETTINGS,
                  1,
                  () -> asked.getAndIncrement() == after)
              .isEmpty(),
          "cancelled at question " + after + " of " + asked);
    }
  }

  @Test
  void aHistoryTooShortForTheModelIsForecastSeasonally() {
    TimeSeries s = Synthetic.load(28, 7);
    TrainedForecaster trained = Quick.train(s, SeriesKind.LOAD, SETTINGS);
    assertEquals(trained.id(), trained.forecast(s, 144).model());
    assertEquals("seasonal-1", trained.forecast(s.head(3 * 96), 144).model());
    assertEquals("seasonal-1", trained.forecast(s, 200).model());
  }

  @Test
  void slotsOfAnotherLengthAreACallersMistake() {
    TimeSeries hourly =
        new TimeSeries(Synthetic.MONDAY, Duration.ofHours(1), new double[] {1, 2, 3});
    assertThrows(
        IllegalArgumentException.class, () -> Quick.train(hourly, SeriesKind.LOAD, SETTINGS));
  }

  @Test
  void trainingAcrossAClockChangeIsSound() {
    TimeSeries s = Synthetic.load(90, 7);
    ForecastSettings berlin = ForecastSettings.of(ZoneId.of("Europe/Berlin"));
    TrainedForecaster trained = Quick.train(s, SeriesKind.LOAD, berlin);
    for (int origin = 82 * 96; origin < 84 * 96; origin += 7) {
      for (double p50 : trained.forecast(s.head(origin), 144).p50()) {
        assertTrue(Double.isFinite(p50));
      }
    }
  }
}
