package io.spikewatt.inference.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeasonalForecasterTest {
  private static final ForecastSettings SETTINGS = ForecastSettings.of(ZoneId.of("Europe/Berlin"));
  private final SeasonalForecaster load = new SeasonalForecaster(SeriesKind.LOAD, SETTINGS);

  private static void assertSound(Forecast f, int slots) {
    assertEquals(slots, f.slots());
    for (int k = 0; k < slots; k++) {
      assertTrue(Double.isFinite(f.mean()[k]));
      assertTrue(f.p10()[k] <= f.p50()[k] && f.p50()[k] <= f.p90()[k]);
      assertTrue(Double.isFinite(f.p10()[k]) && Double.isFinite(f.p90()[k]));
    }
  }

  private static TimeSeries of(double... values) {
    return new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, values);
  }

  @Test
  void withoutASingleValueItSaysSoInsteadOfZero() {
    assertTrue(load.attempt(of(), 144).isEmpty());
    assertTrue(load.attempt(of(Double.NaN, Double.NaN), 144).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> load.forecast(of(), 144));
  }

  @Test
  void oneGoodValueIsEnough() {
    Forecast f = load.forecast(of(Double.NaN, 700, Double.NaN), 144);
    assertSound(f, 144);
    assertEquals(700, f.p50()[143]);
  }

  @Test
  void aLoneValueLongAgoIsStillFound() {
    double[] v = new double[60 * 96];
    Arrays.fill(v, Double.NaN);
    v[3] = 42;
    assertEquals(42, load.forecast(of(v), 144).p50()[0]);
  }

  @Test
  void aWorkplaceRepeatsItsWeek() {
    TimeSeries s = Synthetic.load(28, 1);
    Forecast f = load.forecast(s, 144);
    assertSound(f, 144);
    assertEquals(s.end(), f.origin());
    assertEquals(s.values()[21 * 96 + 40], f.p50()[40]);
  }

  @Test
  void aPlantRepeatsItsDayAndItsNight() {
    TimeSeries s = Synthetic.pv(20, 1);
    Forecast f = new SeasonalForecaster(SeriesKind.PV, SETTINGS).forecast(s, 144);
    assertSound(f, 144);
    assertEquals(s.values()[19 * 96 + 48], f.p50()[48]);
    assertEquals(s.values()[19 * 96 + 30], f.p50()[96 + 30], "tomorrow's slot is not known yet");
    assertEquals(0, f.p90()[0]);
    assertTrue(f.p90()[48] > f.p50()[48]);
  }

  @Test
  void aHoleIsFilledFromTheOtherSeasonThenFromTheProfile() {
    TimeSeries s = Synthetic.without(Synthetic.load(28, 1), 21 * 96 + 40, 21 * 96 + 41);
    assertEquals(s.values()[27 * 96 + 40], load.forecast(s, 96).p50()[40]);
    TimeSeries both = Synthetic.without(s, 27 * 96 + 40, 27 * 96 + 41);
    double profile = 0;
    for (int day = 0; day < 28; day++) {
      profile += day == 21 || day == 27 ? 0 : both.values()[day * 96 + 40] / 26;
    }
    assertEquals(profile, load.forecast(both, 96).p50()[40], 1e-6);
  }

  @Test
  void afterTheClockChangeItKeepsTheWallClock() {
    // A load that starts at 8 by the wall clock each day; clocks go forward on 2026-03-29.
    Instant start = Instant.parse("2026-03-22T23:00:00Z");
    double[] v = new double[6 * 96 + 92];
    ZoneId zone = ZoneId.of("Europe/Berlin");
    for (int k = 0; k < v.length; k++) {
      v[k] = start.plusSeconds(900L * k).atZone(zone).getHour() == 8 ? 5000 : 100;
    }
    Forecast f = load.forecast(new TimeSeries(start, Synthetic.QUARTER, v), 96);
    for (int k = 0; k < 96; k++) {
      assertEquals(f.start(k).atZone(zone).getHour() == 8 ? 5000 : 100, f.p50()[k]);
    }
  }

  @Test
  void itsBandHoldsAboutFourOfFiveOutcomes() {
    TimeSeries s = Synthetic.pv(80, 5);
    SeasonalForecaster pv = new SeasonalForecaster(SeriesKind.PV, SETTINGS);
    int inside = 0;
    int day = 0;
    for (int origin = 30 * 96; origin + 96 <= s.values().length; origin += 96) {
      Forecast f = pv.forecast(s.head(origin), 96);
      for (int k = 28; k < 68; k++) {
        double actual = s.values()[origin + k];
        inside += actual >= f.p10()[k] && actual <= f.p90()[k] ? 1 : 0;
        day++;
      }
    }
    assertEquals(0.8, (double) inside / day, 0.1);
  }
}
