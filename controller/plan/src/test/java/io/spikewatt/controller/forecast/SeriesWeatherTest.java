package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predicted weather beside a record: what was known, and nothing that came later. */
class SeriesWeatherTest {

  private static final int NOON = 12 * 4;
  private static final int AHEAD = 144;

  @TempDir private Path directory = Path.of("");
  private HistoryStore store;

  @BeforeEach
  void open() throws Exception {
    store = HistoryStore.open(directory);
    WeatherSite.record(store, 3, 1);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SeriesWeather weather(String sources) {
    return SeriesWeather.of(WeatherSite.of(sources), SeriesKind.PV, store).orElseThrow();
  }

  private TimeSeries record(Instant now) throws Exception {
    return store.read(SiteSeries.PV_W, WeatherSite.START, now, QuarterHour.LENGTH);
  }

  private double[] irradiance(SeriesWeather weather, Instant now) throws Exception {
    return weather.ahead(record(now), AHEAD, now).series().weather().values("nwp_ghi_wm2");
  }

  @Test
  void a_row_that_has_begun_keeps_what_was_known_half_a_day_before() throws Exception {
    WeatherSite.predict(store, WeatherSite.at(0), 0.9);
    WeatherSite.predict(store, WeatherSite.at(1.25), 0.3);
    double clear = WeatherSite.clearWm2(WeatherSite.at(1.5));
    double[] later = irradiance(weather(WeatherSite.OPEN_METEO), WeatherSite.at(1.6));
    assertEquals(0.9 * clear, later[96 + NOON], 0.01 * clear, "known at midnight");
    assertEquals(0.3 * clear, later[2 * 96 + NOON], 0.02 * clear, "the newest, for the next day");
    double[] before = irradiance(weather(WeatherSite.OPEN_METEO), WeatherSite.at(1.4));
    assertEquals(0.3 * clear, before[96 + NOON], 0.01 * clear, "the newest, while it lies ahead");
  }

  @Test
  void rows_from_memory_equal_those_read_anew() throws Exception {
    SeriesWeather kept = weather(WeatherSite.OPEN_METEO);
    for (double day = 0.5; day < 2; day += 0.5) {
      WeatherSite.predict(store, WeatherSite.at(day), 1 / (1 + day));
      Instant now = WeatherSite.at(day + 0.1);
      assertArrayEquals(
          irradiance(weather(WeatherSite.OPEN_METEO), now), irradiance(kept, now), "day " + day);
      TimeSeries late = record(now).tail(48);
      assertArrayEquals(
          weather(WeatherSite.OPEN_METEO)
              .ahead(late, AHEAD, now)
              .series()
              .weather()
              .values("nwp_ghi_wm2"),
          kept.ahead(late, AHEAD, now).series().weather().values("nwp_ghi_wm2"));
    }
  }

  @Test
  void columns_follow_what_the_sources_predict() throws Exception {
    assertEquals(
        List.of("nwp_ghi_wm2", "nwp_dni_wm2", "nwp_temp_c", "nwp_wind_ms"),
        weather(WeatherSite.OPEN_METEO).names());
    assertEquals(List.of("nwp_plant_ghi_wm2"), weather(WeatherSite.FORECAST_SOLAR).names());
    assertTrue(SeriesWeather.of(WeatherSite.of(""), SeriesKind.PV, store).isEmpty());
    assertEquals(
        List.of("nwp_temp_c"),
        SeriesWeather.of(WeatherSite.of(WeatherSite.OPEN_METEO), SeriesKind.LOAD, store)
            .orElseThrow()
            .names());
    assertTrue(
        SeriesWeather.of(WeatherSite.of(WeatherSite.FORECAST_SOLAR), SeriesKind.LOAD, store)
            .isEmpty());
    assertEquals(
        List.of("nwp_wind_ms"),
        SeriesWeather.of(WeatherSite.of(WeatherSite.OPEN_METEO), SeriesKind.WIND, store)
            .orElseThrow()
            .names());
  }

  @Test
  void direct_irradiance_is_that_towards_the_sun() throws Exception {
    WeatherSite.predict(
        store, WeatherSite.at(0), "open-meteo", WeatherQuantity.DIRECT_IRRADIANCE, 0.8);
    Instant now = WeatherSite.at(0.1);
    double[] direct =
        weather(WeatherSite.OPEN_METEO)
            .ahead(record(now), AHEAD, now)
            .series()
            .weather()
            .values("nwp_dni_wm2");
    double horizontal = 0.8 * WeatherSite.clearWm2(WeatherSite.at(0.5));
    assertTrue(direct[NOON] > 1.1 * horizontal && direct[NOON] < 1.4 * horizontal);
    assertEquals(0, direct[0], 1e-9);
  }

  @Test
  void power_by_a_solar_service_stands_for_irradiance() throws Exception {
    WeatherSite.predict(store, WeatherSite.at(0), "forecast-solar", WeatherQuantity.PV_POWER, 4);
    Instant now = WeatherSite.at(0.1);
    double[] column =
        weather(WeatherSite.FORECAST_SOLAR)
            .ahead(record(now), AHEAD, now)
            .series()
            .weather()
            .values("nwp_plant_ghi_wm2");
    double powerW = 4 * WeatherSite.clearWm2(WeatherSite.at(0.5));
    assertEquals(1000 * powerW / 5000, column[NOON], 1);
  }

  @Test
  void a_day_ahead_is_predicted_missing_or_late() throws Exception {
    SeriesWeather weather = weather(WeatherSite.OPEN_METEO);
    Instant now = WeatherSite.at(0.5);
    assertEquals(Optional.of(WeatherUse.Obstacle.MISSING), obstacle(weather, now));
    WeatherSite.predict(store, now, 1);
    assertEquals(Optional.empty(), obstacle(weather, now));
    assertEquals(Optional.empty(), obstacle(weather, now.plus(Duration.ofHours(24))));
    assertEquals(
        Optional.of(WeatherUse.Obstacle.LATE), obstacle(weather, now.plus(Duration.ofHours(25))));
    assertEquals(
        Optional.of(WeatherUse.Obstacle.MISSING),
        obstacle(weather, now.plus(Duration.ofHours(58))));
  }

  private Optional<WeatherUse.Obstacle> obstacle(SeriesWeather weather, Instant now)
      throws Exception {
    return weather.ahead(record(now), AHEAD, now).obstacle("nwp_ghi_wm2", now);
  }
}
