package io.spikewatt.inference.naive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.PvPlane;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class IrradianceForecasterTest {
  private static final int DAY = 96;
  private static final Instant MAY = Instant.parse("2026-05-04T00:00:00Z");
  private static final GeoPosition PLACE = new GeoPosition(38, 0);
  private static final PvPlane EAST = new PvPlane(35, 90, 1);

  private static ForecastSettings settings(Optional<GeoPosition> place, OptionalDouble rated) {
    return new ForecastSettings(ZoneOffset.UTC, Synthetic.QUARTER, DAY, place, rated);
  }

  private static IrradianceForecaster forecaster(OptionalDouble rated) {
    return new IrradianceForecaster(settings(Optional.of(PLACE), rated), List.of());
  }

  /** Predicted irradiance: clear days that are dull every other day; W/m². */
  private static double[] predicted(int days) {
    double[] sky = new ClearSky(PLACE).rows(MAY, Synthetic.QUARTER, days * DAY).irradiance();
    double[] ghi = new double[sky.length];
    Arrays.setAll(ghi, k -> 1000 * sky[k] * (k / DAY % 2 == 0 ? 0.9 : 0.3));
    return ghi;
  }

  /** A plant of 5 W per W/m² on the horizontal, whose history ends after {@code rows}. */
  private static TimeSeries plant(double[] ghi, int rows) {
    double[] values = new double[rows];
    Arrays.setAll(values, k -> 5 * ghi[k]);
    WeatherColumns weather =
        WeatherColumns.of(List.of(new WeatherColumns.Column("nwp_ghi_wm2", ghi)));
    return new TimeSeries(MAY, Synthetic.QUARTER, values, weather);
  }

  private static double energy(double[] values) {
    return Arrays.stream(values).sum() / 4;
  }

  @Test
  void aDayOfMeasurementsSufficesForTheNextThatIsDull() {
    double[] ghi = predicted(3);
    Forecast next = forecaster(OptionalDouble.empty()).forecast(plant(ghi, DAY), DAY);
    double outcome = 5 * energy(Arrays.copyOfRange(ghi, DAY, 2 * DAY));
    assertEquals(outcome, energy(next.p50()), 0.2 * outcome);
    for (int k = 0; k < DAY; k++) {
      assertTrue(next.p10()[k] <= next.p50()[k] && next.p50()[k] <= next.p90()[k], "slot " + k);
    }
    assertEquals(0, next.p90()[0], "night");
  }

  @Test
  void aRatedPlantHasAForecastInItsFirstHour() {
    TimeSeries first = plant(predicted(2), 4);
    assertEquals(Optional.empty(), forecaster(OptionalDouble.empty()).attempt(first, DAY));
    Forecast rated = forecaster(OptionalDouble.of(6000)).forecast(first, DAY);
    assertTrue(Arrays.stream(rated.p50()).max().orElseThrow() > 3000);
    assertTrue(Arrays.stream(rated.p90()).max().orElseThrow() <= 1.05 * 6000);
  }

  @Test
  void aHoleOfThePredictionsByDayLeavesNoForecast() {
    double[] ghi = predicted(2);
    ghi[DAY + 2] = Double.NaN;
    assertTrue(forecaster(OptionalDouble.empty()).attempt(plant(ghi, DAY), DAY).isPresent());
    ghi[DAY + DAY / 2] = Double.NaN;
    assertEquals(
        Optional.empty(), forecaster(OptionalDouble.empty()).attempt(plant(ghi, DAY), DAY));
    assertThrows(
        IllegalArgumentException.class,
        () -> forecaster(OptionalDouble.empty()).forecast(plant(ghi, DAY), DAY));
  }

  @Test
  void planesFromTheConfigurationShiftTheDay() {
    TimeSeries history = plant(predicted(3), 2 * DAY);
    ForecastSettings settings = settings(Optional.of(PLACE), OptionalDouble.empty());
    double[] south = forecaster(OptionalDouble.empty()).forecast(history, DAY).p50();
    double[] east = new IrradianceForecaster(settings, List.of(EAST)).forecast(history, DAY).p50();
    assertTrue(east[DAY / 3] / energy(east) > 1.2 * south[DAY / 3] / energy(south));
  }

  @Test
  void nothingOlderThanTwoWeeksMattersAndNoPlaceMeansNoForecast() {
    double[] ghi = predicted(20);
    TimeSeries whole = plant(ghi, 19 * DAY);
    Forecast all = forecaster(OptionalDouble.empty()).forecast(whole, DAY);
    Forecast recent = forecaster(OptionalDouble.empty()).forecast(whole.tail(16 * DAY), DAY);
    assertArrayEquals(recent.p50(), all.p50());
    IrradianceForecaster nowhere =
        new IrradianceForecaster(settings(Optional.empty(), OptionalDouble.of(1)), List.of());
    assertEquals(Optional.empty(), nowhere.attempt(whole, DAY));
  }
}
