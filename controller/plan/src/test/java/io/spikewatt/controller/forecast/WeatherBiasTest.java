package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.forecast.WeatherUse.Flaw;
import io.spikewatt.controller.history.HistoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predicted weather that is used and flawed is named. */
class WeatherBiasTest {

  private static final int DAYS = 40;
  private static final Instant NOW = WeatherSite.at(DAYS - 0.5);

  @TempDir private Path directory = Path.of("");
  private HistoryStore store;

  @BeforeEach
  void open() throws Exception {
    store = HistoryStore.open(directory);
    WeatherSite.record(store, DAYS, day -> 0.3 + 0.1 * (day * day % 6));
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Predictions by day, in the last eight days by a factor. */
  private void predict(double factor) {
    for (int day = 0; day < DAYS; day++) {
      double honest = 0.3 + 0.1 * (day * day % 6);
      WeatherSite.predict(
          store, WeatherSite.at(day - 0.5), day >= DAYS - 9 ? factor * honest : honest);
    }
  }

  private Optional<Flaw> flaw(Instant now) {
    return Optional.ofNullable(
            SiteForecaster.untaught(WeatherSite.of(WeatherSite.OPEN_METEO), store)
                .forecast(now)
                .orElseThrow()
                .weather()
                .get("pv"))
        .orElseThrow()
        .flaw();
  }

  @Test
  void honest_predictions_have_no_flaw() {
    predict(1);
    assertEquals(Optional.empty(), flaw(NOW.minus(Duration.ofHours(13))));
  }

  @Test
  void predictions_that_became_too_bright_are_named() {
    predict(1.6);
    assertEquals(Optional.of(Flaw.TOO_BRIGHT), flaw(NOW));
  }

  @Test
  void predictions_that_became_too_dull_are_named() {
    predict(0.6);
    assertEquals(Optional.of(Flaw.TOO_DULL), flaw(NOW));
  }

  @Test
  void a_prediction_of_half_a_day_ago_is_old_while_it_is_used() {
    predict(1);
    Instant newest = WeatherSite.at(DAYS - 1.5);
    assertEquals(Optional.empty(), flaw(newest.plus(Duration.ofHours(12))));
    assertEquals(Optional.of(Flaw.OLD), flaw(newest.plus(Duration.ofHours(13))));
  }
}
