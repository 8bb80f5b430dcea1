package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.model.ModelRead;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that heats by electricity, and one whose load does not follow the temperature. */
class LoadWeatherTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final int LEARNT = 70 * 24;
  private static final int ROWS = LEARNT + 36;
  private static final List<String> TEMPERATURE = List.of("nwp_temp_c");

  /** Temperature, °C, in spells of some days. */
  private final double[] temperature = temperature();

  private static double[] temperature() {
    SplittableRandom random = new SplittableRandom(8);
    double[] celsius = new double[ROWS];
    double spell = 0;
    for (int k = 0; k < ROWS; k++) {
      spell = 0.99 * spell + 1.4 * (random.nextDouble() - 0.5);
      celsius[k] = 6 + 2.5 * spell - 3 * Math.cos(k * Math.PI / 12);
    }
    return celsius;
  }

  /** Load, W, that draws some watts more for each degree below 15 °C. */
  private TimeSeries load(double wattsPerKelvin, double[] predicted) {
    SplittableRandom random = new SplittableRandom(9);
    double[] watts = new double[ROWS];
    for (int k = 0; k < ROWS; k++) {
      double people = k % 24 >= 17 ? 900 : 300;
      double heating = wattsPerKelvin * Math.max(0, 15 - temperature[k]);
      watts[k] = people + heating + 200 * random.nextDouble();
    }
    WeatherColumns weather =
        WeatherColumns.of(List.of(new WeatherColumns.Column("nwp_temp_c", predicted)));
    return new TimeSeries(START, HOUR, watts, weather);
  }

  private static TrainingResult learn(TimeSeries series, List<String> weather) {
    ForecastSettings settings =
        new ForecastSettings(
            ZoneOffset.UTC, HOUR, 36, Optional.empty(), OptionalDouble.empty(), weather);
    return Quick.learn(series.head(LEARNT), SeriesKind.LOAD, settings);
  }

  private double[] forecast(TrainingResult model, double wattsPerKelvin, double warmer) {
    double[] predicted = temperature.clone();
    Arrays.setAll(predicted, k -> k < LEARNT ? predicted[k] : predicted[k] + warmer);
    return model.stack().forecast(load(wattsPerKelvin, predicted).head(LEARNT), 36).p50();
  }

  @Test
  void aPredictedTemperatureThatTellsOfALoadMovesItsForecast() {
    TrainingResult model = learn(load(150, temperature), TEMPERATURE);
    assertTrue(model.stack().base().usesWeather());
    double less =
        Arrays.stream(forecast(model, 150, 0)).sum() - Arrays.stream(forecast(model, 150, 3)).sum();
    assertTrue(less > 36 * 3 * 150 / 2, "3 K warmer: " + less + " Wh less");
  }

  @Test
  void oneThatDoesNotIsLeftOutAndARestartKeepsThat(@TempDir Path directory) {
    TrainingResult model = learn(load(0, temperature), TEMPERATURE);
    assertFalse(model.stack().base().usesWeather());
    assertArrayEquals(forecast(model, 0, 0), forecast(model, 0, 20));
    TrainingResult blind = learn(load(0, temperature), List.of());
    assertArrayEquals(forecast(blind, 0, 0), forecast(model, 0, 0), 1e-3);
    Path file = directory.resolve("model");
    ModelFile.write(file, model.chosen());
    TimeSeries now = load(0, temperature).head(LEARNT);
    assertArrayEquals(
        model.chosen().forecast(now, 36).p50(),
        assertInstanceOf(ModelRead.Loaded.class, ModelFile.read(file))
            .model()
            .forecast(now, 36)
            .p50());
  }
}
