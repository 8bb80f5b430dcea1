package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was learnt with weather stays when a source is added, removed or renamed. */
class ChangedSourcesTest {

  private static final int DAYS = 50;
  private static final Instant NOW = WeatherSite.at(DAYS - 0.5);
  private static final String SOLAR = WeatherSite.FORECAST_SOLAR;
  private static final String RENAMED = SOLAR + "    name: roof\n";

  /** A second source, which predicts irradiance, temperature and wind. */
  private static final String JOINED =
      SOLAR + "  - { source: open-meteo, settings: { latitude: \"48\", longitude: \"10\" } }\n";

  @TempDir private static Path learnt = Path.of("");
  @TempDir private Path directory = Path.of("");
  private HistoryStore store;
  private Path models;
  private SiteForecaster forecaster;

  /** A site with ten days of service after its first model. */
  @BeforeAll
  static void learn() throws Exception {
    try (HistoryStore record = HistoryStore.open(learnt)) {
      WeatherSite.record(record, DAYS, ChangedSourcesTest::clearness);
      for (int day = 0; day < DAYS; day++) {
        WeatherSite.predict(
            record,
            WeatherSite.at(day),
            "forecast-solar",
            WeatherQuantity.PV_POWER,
            4 * clearness(day));
      }
      SiteForecaster site =
          new SiteForecaster(WeatherSite.of(SOLAR), record, learnt.resolve("models"));
      learnWith(site, NOW.minus(Duration.ofDays(10)));
      for (int quarter = 10 * 12; quarter > 0; quarter--) {
        site.forecast(NOW.minus(Duration.ofHours(2).multipliedBy(quarter)));
      }
      assertEquals(Optional.empty(), site.keepAll());
    }
  }

  @BeforeEach
  void restart() throws Exception {
    try (Stream<Path> files = Files.walk(learnt)) {
      for (Path file : files.toList()) {
        Path to = directory.resolve(learnt.relativize(file));
        if (!Files.isDirectory(to)) {
          Files.copy(file, to);
        }
      }
    }
    store = HistoryStore.open(directory);
    models = directory.resolve("models");
    forecaster = new SiteForecaster(WeatherSite.of(SOLAR), store, models);
    forecaster.forecast(NOW);
  }

  private static double clearness(int day) {
    return 0.2 + 0.15 * (day * day % 6);
  }

  private static void learnWith(SiteForecaster site, Instant now) {
    assertEquals(Optional.empty(), site.learn(with(site), now, () -> false));
  }

  private static SeriesForecaster with(SiteForecaster site) {
    return site.learnt().stream()
        .filter(one -> one.seesWeather() && one.what().startsWith("pv"))
        .findFirst()
        .orElseThrow();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ForecastQuality quality(SiteForecaster site) {
    return with(site).service().standing();
  }

  private static double[] pv(SiteForecaster site) {
    return site.forecast(NOW).orElseThrow().pv().p50();
  }

  @Test
  void a_renamed_source_goes_on_with_its_models_and_its_record() throws Exception {
    assertTrue(quality(forecaster).model().isPresent() && quality(forecaster).live());
    double[] before = pv(forecaster);
    Site site = WeatherSite.of(RENAMED);
    assertArrayEquals(before, pv(new SiteForecaster(site, store, models)), 1e-6, "restarted");
    SiteForecaster reloaded = forecaster.under(site);
    assertArrayEquals(before, pv(reloaded), "reloaded");
    assertEquals(quality(forecaster), quality(reloaded));
  }

  @Test
  void another_source_beside_it_leaves_the_model_in_use_until_a_better_one_is_learnt()
      throws Exception {
    double[] before = pv(forecaster);
    Site site = WeatherSite.of(JOINED);
    SiteForecaster restarted = new SiteForecaster(site, store, models);
    assertNotEquals(with(forecaster).settings(), with(restarted).settings());
    for (SiteForecaster next : List.of(restarted, forecaster.under(site))) {
      assertEquals(quality(forecaster).model(), quality(next).model());
      assertTrue(quality(next).live(), "the record goes on");
      // The seasonal candidate looks at the new column, of which nothing is predicted yet.
      assertArrayEquals(before, pv(next), 50, "W");
      assertEquals(Optional.empty(), next.keep(WeatherSite.at(DAYS)));
    }
  }

  @Test
  void what_does_not_see_the_weather_is_the_same_after_a_reload() {
    SiteForecaster without = forecaster.under(WeatherSite.of(""));
    assertEquals(
        List.of("load", "pv"), without.learnt().stream().map(SeriesForecaster::what).toList());
    for (int k = 0; k < 2; k++) {
      assertSame(forecaster.learnt().get(k), without.learnt().get(k));
    }
    SiteForecaster again = without.under(WeatherSite.of(SOLAR));
    assertEquals(quality(forecaster).model(), quality(again).model(), "kept on disk meanwhile");
    assertTrue(quality(again).live());
  }

  @Test
  void the_share_moves_slowly_over_a_reload() {
    pv(forecaster);
    WeatherUse before = forecaster.forecast(NOW).orElseThrow().weather().get("pv");
    assertTrue(before.share() > 0.5, before.toString());
    Instant later = NOW.plus(Duration.ofHours(26));
    WeatherUse after =
        forecaster.under(WeatherSite.of(RENAMED)).forecast(later).orElseThrow().weather().get("pv");
    assertEquals(before.share() - 0.125, after.share(), 1e-9);
  }

  @Test
  void a_model_one_of_whose_columns_is_gone_is_replaced_in_the_next_night() {
    predictTemperatures();
    SiteForecaster joined =
        new SiteForecaster(WeatherSite.of(JOINED), store, directory.resolve("x"));
    learnWith(joined, NOW.minus(Duration.ofHours(2)));
    List<String> both = List.of("nwp_plant_ghi_wm2", "nwp_temp_c");
    assertEquals(both, with(joined).service().weather());
    SiteForecaster alone = joined.under(WeatherSite.of(SOLAR));
    assertEquals(both, with(alone).service().weather(), "until the night");
    learnWith(alone, NOW);
    assertEquals(List.of("nwp_plant_ghi_wm2"), with(alone).service().weather());
    assertEquals(Optional.of(NOW), quality(alone).model());
  }

  /** Columns that nobody has predicted for a month yet are not learnt from. */
  private void predictTemperatures() {
    for (int day = 0; day < DAYS; day++) {
      WeatherSite.predict(
          store, WeatherSite.at(day), "open-meteo", WeatherQuantity.TEMPERATURE, 0.02);
      if (day > 30) {
        WeatherSite.predict(
            store, WeatherSite.at(day), "open-meteo", WeatherQuantity.WIND_SPEED, 0.01);
      }
    }
  }

  @Test
  void files_of_before_by_the_sources_are_taken_over() throws IOException {
    try (Stream<Path> files = Files.list(models)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Files.move(file, models.resolve(name.replaceFirst("^weather-", "weather-0123abcd-")));
      }
    }
    SiteForecaster next = new SiteForecaster(WeatherSite.of(SOLAR), store, models);
    assertEquals(quality(forecaster).model(), quality(next).model());
    learnWith(next, NOW);
    try (Stream<Path> files = Files.list(models)) {
      assertEquals(
          List.of(),
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.contains("0123abcd") && name.contains("pv"))
              .toList());
    }
  }
}
