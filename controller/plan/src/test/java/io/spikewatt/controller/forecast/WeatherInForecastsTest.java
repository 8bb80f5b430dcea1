package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.SeasonalForecaster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasts of PV with predicted weather, which comes and goes, in a site's first days. */
class WeatherInForecastsTest {

  /** The second noon of the record. */
  private static final Instant NOON = WeatherSite.at(1.5);

  @TempDir private Path directory = Path.of("");
  private HistoryStore store;
  private SiteForecaster forecaster;
  private SiteForecaster plain;

  @BeforeEach
  void open() throws Exception {
    store = HistoryStore.open(directory);
    WeatherSite.record(store, 4, 0.8);
    forecaster = SiteForecaster.untaught(WeatherSite.of(WeatherSite.OPEN_METEO), store);
    plain = SiteForecaster.untaught(WeatherSite.of(""), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SiteForecasts made(Instant now) {
    return forecaster.forecast(now).orElseThrow();
  }

  private static WeatherUse use(SiteForecasts made) {
    return made.weather().getOrDefault("pv", new WeatherUse(-1, Optional.empty()));
  }

  private static double energy(Forecast pv) {
    double sum = 0;
    for (int k = 0; k < QuarterHour.PER_DAY; k++) {
      sum += pv.p50()[k];
    }
    return sum;
  }

  @Test
  void from_the_first_days_on_a_dull_tomorrow_is_expected() {
    WeatherSite.predict(store, WeatherSite.at(0), 0.8);
    WeatherSite.predict(store, NOON, 0.2);
    SiteForecasts made = made(NOON);
    assertEquals(new WeatherUse(1, Optional.empty()), use(made));
    double with = energy(made.pv());
    double without = energy(plain.forecast(NOON).orElseThrow().pv());
    assertTrue(with < 0.6 * without && with > 0.1 * without, with + " beside " + without);
  }

  private WeatherForecaster both() {
    Site site = WeatherSite.of(WeatherSite.OPEN_METEO);
    SeriesForecaster series =
        SiteForecaster.untaught(site, store).learnt().stream()
            .filter(one -> one.kind() == SeriesKind.PV)
            .findFirst()
            .orElseThrow();
    SeriesWeather columns = SeriesWeather.of(site, SeriesKind.PV, store).orElseThrow();
    return new WeatherForecaster(
        series, series.withWeather(columns, List.of(), SeriesForecaster::usual), columns);
  }

  private TimeSeries record() throws Exception {
    return store.read(SiteSeries.PV_W, WeatherSite.START, NOON, QuarterHour.LENGTH);
  }

  @Test
  void weather_that_comes_or_goes_moves_no_median_by_more_than_its_band() throws Exception {
    WeatherForecaster both = both();
    Forecast without =
        new SeasonalForecaster(SeriesKind.PV, both.with().settings()).forecast(record(), 144);
    both.forecast(record(), without, NOON);
    WeatherSite.predict(store, NOON, 0.1);
    double comes = largestMove(both, record(), without, NOON, 1);
    double goes = largestMove(both, record(), without, NOON.plus(Duration.ofHours(25)), 0);
    assertTrue(comes > 20 && goes > 20, "it moves: " + comes + ", " + goes);
  }

  @Test
  void a_band_that_is_widened_stays_below_what_the_plant_can_do() throws Exception {
    WeatherForecaster both = both();
    double[] most = new double[144];
    Arrays.fill(most, 5_200);
    Forecast full = new Forecast(NOON, QuarterHour.LENGTH, most, most, most, most, "full");
    WeatherSite.predict(store, NOON, 0.1);
    both.forecast(record(), full, NOON);
    assertEquals(1, both.use().share());
    Forecast last = full;
    while (both.use().share() > 0) {
      last = both.forecast(record(), full, NOON.plus(Duration.ofHours(25)));
    }
    assertTrue(last.p90()[0] - last.p10()[0] > 1_000, "the last step is as wide as the others");
    assertEquals(5_250, Arrays.stream(last.p90()).max().orElseThrow(), 1e-6);
  }

  /** Largest move of a slot's median, W, until the share is another; none is beyond the band. */
  private static double largestMove(
      WeatherForecaster both, TimeSeries record, Forecast without, Instant now, double share) {
    double largest = 0;
    Forecast before = both.forecast(record, without, now);
    while (both.use().share() != share) {
      Forecast after = both.forecast(record, without, now);
      for (int k = 0; k < QuarterHour.PER_DAY; k++) {
        double move = Math.abs(after.p50()[k] - before.p50()[k]);
        double width = after.p90()[k] - after.p10()[k];
        assertTrue(move <= width, after.start(k) + ": " + move + " of " + width);
        largest = Math.max(largest, move);
      }
      before = after;
    }
    return largest;
  }

  @Test
  void missing_weather_is_a_fact_after_an_hour_and_the_plain_forecast_goes_on() {
    SiteForecasts first = made(NOON);
    assertEquals(new WeatherUse(0, Optional.of(WeatherUse.Obstacle.MISSING)), use(first));
    assertArrayEquals(plain.forecast(NOON).orElseThrow().pv().p50(), first.pv().p50());
    assertEquals(0, forecaster.alarms(NOON).size(), "sources may be about to answer");
    Instant later = NOON.plus(Duration.ofHours(1));
    made(later);
    assertEquals("[forecast-weather/pv]", forecaster.alarms(later).keySet().toString());
    WeatherSite.predict(store, later, 0.5);
    made(later.plus(QuarterHour.LENGTH));
    assertEquals(0, forecaster.alarms(later.plus(QuarterHour.LENGTH)).size());
  }

  @Test
  void after_a_restart_the_forecast_is_the_same() {
    WeatherSite.predict(store, WeatherSite.at(1), 0.4);
    Instant now = NOON;
    made(now);
    SiteForecasts restarted =
        SiteForecaster.untaught(WeatherSite.of(WeatherSite.OPEN_METEO), store)
            .forecast(now)
            .orElseThrow();
    assertEquals(1, use(restarted).share());
    assertEquals(energy(made(now).pv()), energy(restarted.pv()), 1e-6);
  }

  @Test
  void a_site_that_waits_for_readings_names_each_series_once() throws Exception {
    try (HistoryStore empty = HistoryStore.open(directory.resolve("empty"))) {
      SiteForecaster waits = SiteForecaster.untaught(WeatherSite.of(WeatherSite.OPEN_METEO), empty);
      assertEquals(
          Optional.of(Map.of("cause", "load, pv")),
          waits.waitsFor(NOON, Map.of()).map(Phrase::values));
    }
  }

  @Test
  void predictions_of_less_than_a_month_are_not_learnt_from() {
    WeatherSite.predict(store, WeatherSite.at(0), 0.8);
    SeriesForecaster with = forecaster.learnt().getLast();
    assertTrue(with.seesWeather(), with.what());
    forecaster.learn(with, WeatherSite.at(4), () -> false);
    assertTrue(with.service().standing().model().isEmpty());
  }
}
