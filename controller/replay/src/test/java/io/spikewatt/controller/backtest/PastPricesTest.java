package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.price.Prices;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PastPricesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** Midnight at the site. */
  private static final Instant FROM = Instant.parse("2026-06-14T22:00:00Z");

  private static final int DAYS = 4;

  /** The day's number and the hour behind the point, for example 1.23. */
  private static PastPrices prices() {
    double[] imports = new double[96 * DAYS];
    Arrays.setAll(imports, k -> Math.floor(k / 96.0) + Math.floor(k % 96 / 4.0) / 100);
    double[] exports = new double[96 * DAYS];
    Arrays.fill(exports, Double.NaN);
    double[] co2 = new double[96 * DAYS];
    Arrays.setAll(co2, k -> imports[k] / 10);
    return new PastPrices(FROM, BERLIN, imports, exports, co2);
  }

  private static double at(Prices prices, int hour) {
    return prices.importAt(FROM.plus(Duration.ofHours(hour))).orElseThrow();
  }

  @Test
  void beforeTheAuctionTomorrowsPriceIsTodays() {
    Prices seen = prices().at(FROM.plus(Duration.ofHours(24 + 13)));
    assertEquals(1.13, at(seen, 24 + 13), 1e-9);
    assertEquals(1.23, at(seen, 24 + 23), 1e-9);
    assertEquals(1.00, at(seen, 48), 1e-9);
    assertEquals(1.13, at(seen, 48 + 13), 1e-9);
  }

  @Test
  void afterItTomorrowsPriceIsKnownAndTheDayAftersIsTomorrows() {
    Prices seen = prices().at(FROM.plus(Duration.ofHours(24 + 14)));
    assertEquals(2.00, at(seen, 48), 1e-9);
    assertEquals(2.23, at(seen, 48 + 23), 1e-9);
    assertEquals(2.01, at(seen, 72 + 1), 1e-9);
  }

  @Test
  void emissionsAreKnownAsFarAsPricesAre() {
    Instant now = FROM.plus(Duration.ofHours(24 + 13));
    Prices seen = prices().at(now);
    assertEquals(0.113, seen.co2At(now).orElseThrow(), 1e-9);
    Instant tomorrow = FROM.plus(Duration.ofDays(2));
    assertEquals(0.100, seen.co2At(tomorrow).orElseThrow(), 1e-9, "as today");
  }

  @Test
  void emissionsThatNobodyToldAreThoseOfTheDayBeforeOrTheMean() {
    double[] told = new double[96 * 16];
    Arrays.fill(told, Double.NaN);
    told[5] = 0.2;
    told[101] = 0.4;
    double[] configured = PastPrices.emissions(told, Optional.of(0.35));
    assertEquals(0.2, configured[5]);
    assertEquals(0.35, configured[6]);
    assertEquals(0.4, configured[5 + 2 * 96]);
    assertEquals(0.4, configured[5 + 14 * 96], "two weeks back at most");
    assertEquals(0.35, configured[5 + 15 * 96]);
    assertEquals(0.3, PastPrices.emissions(told, Optional.empty())[6], 1e-12);
    Arrays.fill(told, Double.NaN);
    assertEquals(Double.NaN, PastPrices.emissions(told, Optional.empty())[6]);
  }

  @Test
  void whatNobodyToldIsNobodysGuess() {
    Prices seen = prices().at(FROM);
    assertEquals(OptionalDouble.empty(), seen.exportAt(FROM));
    assertEquals(0.08, prices().exportOf(3, 0.08));
    assertEquals(1.0, prices().importOf(96, 0.08));
  }
}
