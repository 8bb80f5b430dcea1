package io.spikewatt.fleet.analyse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FeederForecastTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final int DAYS = 50;

  private static SortedMap<String, TimeSeries> homes() {
    SortedMap<String, TimeSeries> homes = new TreeMap<>();
    for (int home = 0; home < 3; home++) {
      SplittableRandom random = new SplittableRandom(home);
      double[] load = new double[DAYS * 24];
      for (int hour = 0; hour < load.length; hour++) {
        // A home of weekends has another season than its neighbours.
        boolean away = home == 0 && hour / 24 % 7 < 5;
        double day = 600 + 200 * Math.sin(hour / 24.0 * 2 * Math.PI) + 300 * random.nextDouble();
        load[hour] = away ? 100 : day;
      }
      homes.put("home" + home, new TimeSeries(START, Duration.ofHours(1), load));
    }
    return homes;
  }

  private static double[] values(SortedMap<String, TimeSeries> homes, String home) {
    return Objects.requireNonNull(homes.get(home)).values();
  }

  private static FeederForecast forecast(SortedMap<String, TimeSeries> homes) {
    return FeederForecast.of(
        "north", homes, SeriesKind.LOAD, ZoneOffset.UTC, ReconciliationMethod.WLS, false);
  }

  @Test
  void the_coming_day_of_sites_adds_up_to_that_of_their_feeder() {
    FeederForecast.Made made = (FeederForecast.Made) forecast(homes());
    assertEquals(List.of("north", "home0", "home1", "home2"), made.nodes());
    assertEquals(START.plus(Duration.ofDays(DAYS)), made.start().getFirst());
    boolean differed = false;
    for (int slot = 0; slot < 24; slot++) {
      double[] base = made.base()[slot];
      double[] row = made.reconciled()[slot];
      assertEquals(row[1] + row[2] + row[3], row[0], 1e-9);
      differed |= Math.abs(base[1] + base[2] + base[3] - base[0]) > 1;
    }
    assertTrue(differed, "the base forecasts added up by themselves");
    assertEquals(24 * 4, made.csv().size());
  }

  @Test
  void a_feeder_with_a_silent_site_is_refused() {
    SortedMap<String, TimeSeries> homes = homes();
    double[] values = values(homes, "home1");
    Arrays.fill(values, values.length - 49, values.length, Double.NaN);
    assertEquals(
        new FeederForecast.Refused("north", "home1 has no value in 2 days"), forecast(homes));
  }

  @Test
  void sites_that_were_never_measured_at_once_have_no_sum() {
    SortedMap<String, TimeSeries> homes = homes();
    for (int slot = 0; slot < DAYS * 24; slot++) {
      values(homes, slot % 2 == 0 ? "home0" : "home1")[slot] = Double.NaN;
    }
    assertEquals(
        new FeederForecast.Refused("north", "never had a value of all sites at once"),
        FeederForecast.of(
            "north", homes, SeriesKind.LOAD, ZoneOffset.UTC, ReconciliationMethod.OLS, false));
  }

  @Test
  void a_short_record_is_refused() {
    SortedMap<String, TimeSeries> homes = homes();
    homes.replaceAll((_, series) -> series.tail(41 * 24));
    assertEquals(new FeederForecast.Refused("north", "needs 42 days of records"), forecast(homes));
  }

  @Test
  void hours_without_one_site_are_missing_in_the_sum() {
    SortedMap<String, TimeSeries> homes = homes();
    values(homes, "home2")[700] = Double.NaN;
    FeederForecaster forecaster =
        FeederForecaster.of(
            List.copyOf(homes.values()), SeriesKind.LOAD, ZoneOffset.UTC, 500, false);
    assertTrue(Double.isNaN(forecaster.nodes().getFirst().values()[700]));
    assertTrue(Double.isFinite(forecaster.nodes().getFirst().values()[701]));
  }
}
