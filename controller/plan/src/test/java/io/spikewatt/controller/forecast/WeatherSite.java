package io.spikewatt.controller.forecast;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.history.WeatherIssue;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** A site with PV of 5 kW under a made sky, and predictions of it. */
final class WeatherSite {

  static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

  private static final ClearSky SKY = new ClearSky(new GeoPosition(48, 10));

  private static final String TEXT =
      """
      site: { name: home, timezone: Europe/Berlin, latitude: 48, longitude: 10 }
      grid: { import-limit-w: 17000, export-limit-w: 4000 }
      tariff: { currency: EUR, import-per-kwh: 0.30 }
      storage: { directory: /nowhere }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
        - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: p.lan }, pv: { rated-w: 5000 } }
      """;

  static final String OPEN_METEO =
      "sources: [ { source: open-meteo, settings: { latitude: \"48\", longitude: \"10\" } } ]\n";

  static final String FORECAST_SOLAR =
      """
      sources:
        - source: forecast-solar
          settings: { latitude: "48", longitude: "10", tilt: "30", azimuth: "0", rating-kw: "5" }
      """;

  private WeatherSite() {}

  /** {@code sources}: the section of sources, or nothing. */
  static Site of(String sources) {
    return switch (ConfigLoader.load(TEXT + sources, "/home.yaml")) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite other -> throw new IllegalStateException(other.toString());
    };
  }

  static Instant at(double days) {
    return START.plus(Duration.ofMinutes(Math.round(days * 1440)));
  }

  /** Global irradiance of a clear sky, W/m². */
  static double clearWm2(Instant hour) {
    return 1000 * SKY.irradiance(hour.plus(Duration.ofMinutes(30)));
  }

  /** Records days of load, and of PV in proportion to a clear sky. */
  static void record(HistoryStore store, int days, double clearness) throws SQLException {
    record(store, days, _ -> clearness);
  }

  /** The same, with a clearness by day. */
  static void record(HistoryStore store, int days, IntToDoubleFunction clearness)
      throws SQLException {
    List<SlotMean> means = new ArrayList<>();
    for (int slot = 0; slot < days * QuarterHour.PER_DAY; slot++) {
      Instant at = START.plus(QuarterHour.LENGTH.multipliedBy(slot));
      means.add(new SlotMean(SiteSeries.LOAD_W, at, 500));
      means.add(
          new SlotMean(
              SiteSeries.PV_W,
              at,
              4
                  * clearness.applyAsDouble(slot / QuarterHour.PER_DAY)
                  * 1000
                  * SKY.irradiance(at.plus(QuarterHour.LENGTH.dividedBy(2)))));
    }
    store.append(means);
  }

  /** Keeps a prediction of three days: hourly, a share of the clear sky's irradiance. */
  static void predict(HistoryStore store, Instant issued, double clearness) {
    predict(store, issued, "open-meteo", WeatherQuantity.GLOBAL_IRRADIANCE, clearness);
  }

  static void predict(
      HistoryStore store,
      Instant issued,
      String source,
      WeatherQuantity quantity,
      double clearness) {
    Instant first = issued.minus(Duration.ofMinutes(issued.getEpochSecond() / 60 % 60));
    float[] means = new float[72];
    for (int hour = 0; hour < means.length; hour++) {
      means[hour] = (float) (clearness * clearWm2(first.plus(Duration.ofHours(hour))));
    }
    store.keepWeather(
        List.of(new WeatherIssue(source, issued, quantity, first, Duration.ofHours(1), means)));
  }
}
