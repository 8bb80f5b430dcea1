package io.spikewatt.inference.naive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
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

  /** Mean of a slot of the day over the last of some days. */
  private static double lastDays(double[] values, int days, int last, int slot) {
    double sum = 0;
    for (int day = days - last; day < days; day++) {
      sum += values[day * 96 + slot];
    }
    return sum / last;
  }

  @Test
  void withoutAPatternOfWeeksTheLastDaysAreAveragedFromTheThirdOn() {
    SplittableRandom random = new SplittableRandom(3);
    for (int days : new int[] {3, 6, 12}) {
      double[] v = new double[days * 96];
      Arrays.setAll(v, k -> 1000 + 400 * Math.sin(k * Math.PI / 48) + 300 * random.nextDouble());
      Forecast f = load.forecast(of(v), 144);
      assertSound(f, 144);
      assertEquals(lastDays(v, days, Math.min(4, days), 40), f.p50()[40], 1e-9);
    }
  }

  @Test
  void aPlantOnItsFirstMorningFollowsTheSunOfItsPlace() {
    GeoPosition berlin = new GeoPosition(52.5, 13.4);
    ForecastSettings placed =
        new ForecastSettings(
            ZoneId.of("Europe/Berlin"),
            Synthetic.QUARTER,
            144,
            Optional.of(berlin),
            OptionalDouble.of(10_000));
    SeasonalForecaster pv = new SeasonalForecaster(SeriesKind.PV, placed);
    ClearSky sky = new ClearSky(berlin);
    Instant midnight = Instant.parse("2026-06-21T22:00:00Z");
    // A dull morning: a fifth of the clear sky; 12 hours of it.
    double[] dull = new double[48];
    for (int k = 0; k < dull.length; k++) {
      dull[k] = 2000 * sky.irradiance(midnight.plusSeconds(900L * k + 450));
    }
    Forecast f = pv.forecast(new TimeSeries(midnight, Synthetic.QUARTER, dull), 96);
    double clear = sky.irradiance(f.start(8).plusSeconds(450));
    assertTrue(f.p50()[8] > 2000 * clear && f.p50()[8] < 3500 * clear, f.p50()[8] / clear + "");
    assertEquals(0, f.p90()[44], "the coming night");
    assertSound(f, 96);
    // Nothing but a night was seen: half of what the plant can do.
    double[] dark = new double[12];
    Forecast g = pv.forecast(new TimeSeries(midnight, Synthetic.QUARTER, dark), 96);
    double noon = sky.irradiance(g.start(40).plusSeconds(450));
    assertEquals(5000 * noon, g.p50()[40], 200);
    assertTrue(g.p10()[40] < 0.5 * g.p50()[40] && g.p90()[40] > 1.5 * g.p50()[40]);
    assertSound(g, 96);
  }

  @Test
  void aNewPlantWithoutAPositionHasNightsAndASpread() {
    for (String zone : List.of("Europe/Berlin", "Australia/Sydney", "Asia/Tokyo")) {
      ForecastSettings settings =
          new ForecastSettings(
              ZoneId.of(zone), Synthetic.QUARTER, 144, Optional.empty(), OptionalDouble.of(10_000));
      SeasonalForecaster pv = new SeasonalForecaster(SeriesKind.PV, settings);
      ZonedDateTime noon = ZonedDateTime.of(2026, 3, 1, 12, 0, 0, 0, settings.zone());
      Forecast f =
          pv.forecast(
              new TimeSeries(noon.toInstant(), Synthetic.QUARTER, new double[] {5558}), 144);
      assertSound(f, 144);
      for (int k = 0; k < 144; k++) {
        int hour = f.start(k).atZone(settings.zone()).getHour();
        if (hour >= 21 || hour < 4) {
          assertEquals(0, f.p90()[k], zone + " at " + hour);
        }
        if (hour >= 10 && hour < 15) {
          assertTrue(f.p50()[k] > 1000, zone + " at " + hour);
        }
        assertTrue(f.p50()[k] == 0 || f.p10()[k] < f.p90()[k], zone + " at " + hour);
      }
    }
  }

  @Test
  void aPlantsFirstWeekIsTheMeanOfItsLastDays() {
    SeasonalForecaster pv = new SeasonalForecaster(SeriesKind.PV, SETTINGS);
    double[] values = Synthetic.pv(30, 1).values();
    int averaged = 0;
    for (int day = 3; day <= 7; day++) {
      double said = pv.forecast(of(Arrays.copyOf(values, day * 96)), 96).p50()[48];
      averaged += Math.abs(said - lastDays(values, day, Math.min(4, day), 48)) < 1e-9 ? 1 : 0;
    }
    assertTrue(averaged >= 4, averaged + " of 5");
  }

  @Test
  void aDayThatWasNotMeasuredIsLeftOutOfTheMean() {
    SplittableRandom random = new SplittableRandom(3);
    double[] v = new double[6 * 96];
    Arrays.setAll(v, k -> 1000 + 300 * random.nextDouble());
    v[4 * 96 + 40] = Double.NaN;
    double three = (v[2 * 96 + 40] + v[3 * 96 + 40] + v[5 * 96 + 40]) / 3;
    assertEquals(three, load.forecast(of(v), 96).p50()[40], 1e-9);
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
