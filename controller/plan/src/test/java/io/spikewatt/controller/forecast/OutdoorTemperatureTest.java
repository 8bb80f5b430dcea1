package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.WeatherIssue;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outdoor temperature that heat pumps are planned with. */
class OutdoorTemperatureTest {

  private static final String PUMP =
      "  - { id: hp1, profile: lambda-eu-l, connection: { modbus-tcp: h.lan }, heat-pump: { max-w:"
          + " 2500, store-wh-per-k: 350, lowest-c: 44, highest-c: 56 } }\n";

  @TempDir private Path directory = Path.of("");
  private HistoryStore store;

  @BeforeEach
  void open() throws Exception {
    store = HistoryStore.open(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SiteForecaster forecaster(String more) {
    return SiteForecaster.untaught(WeatherSite.of(more), store);
  }

  /** Predicts three days of one temperature. */
  private void predict(Instant issued, float celsius) {
    float[] hours = new float[72];
    Arrays.fill(hours, celsius);
    store.keepWeather(
        List.of(
            new WeatherIssue(
                "open-meteo",
                issued,
                WeatherQuantity.TEMPERATURE,
                issued,
                Duration.ofHours(1),
                hours)));
  }

  @Test
  void slots_ahead_have_the_newest_prediction_and_passed_ones_what_was_known_before() {
    SiteForecaster forecaster = forecaster(PUMP + WeatherSite.OPEN_METEO);
    predict(WeatherSite.at(0), 5);
    predict(WeatherSite.at(1), -3);
    Instant now = WeatherSite.at(1.25);
    double[] ahead = forecaster.outdoor().aheadC(now, 96, now);
    assertEquals(96, ahead.length);
    assertEquals(-3, ahead[95], 1e-6);
    TimeSeries day = new TimeSeries(WeatherSite.at(0), QuarterHour.LENGTH, new double[120]);
    TimeSeries passed = forecaster.outdoor().passedC(day, now).orElseThrow();
    assertEquals(WeatherSite.at(0), passed.start());
    assertEquals(5, passed.values()[119], 1e-6, "known half a day before");
  }

  @Test
  void an_old_prediction_and_a_site_without_one_give_nothing() {
    predict(WeatherSite.at(0), 5);
    Instant late = WeatherSite.at(1.5);
    assertEquals(
        0, forecaster(PUMP + WeatherSite.OPEN_METEO).outdoor().aheadC(late, 96, late).length);
    Instant soon = WeatherSite.at(0.5);
    assertEquals(0, forecaster(WeatherSite.OPEN_METEO).outdoor().aheadC(soon, 96, soon).length);
    assertEquals(0, forecaster(PUMP).outdoor().aheadC(soon, 96, soon).length);
    TimeSeries day = new TimeSeries(WeatherSite.at(0), QuarterHour.LENGTH, new double[40]);
    assertTrue(forecaster(PUMP).outdoor().passedC(day, soon).isEmpty());
  }
}
