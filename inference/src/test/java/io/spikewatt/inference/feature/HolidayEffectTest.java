package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offices, homes and holidays in Berlin, by the hour. */
class HolidayEffectTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDate FIRST = LocalDate.of(2025, 9, 1);
  private static final Instant START = FIRST.atStartOfDay(BERLIN).toInstant();
  private static final LocalDate MAY_DAY = LocalDate.of(2026, 5, 1);
  private static final int DAYS = 300;

  private static SlotCalendar calendar(int rows) {
    return new SlotCalendar(START, Duration.ofHours(1), BERLIN, SeriesKind.LOAD, rows);
  }

  /** 100 at work, 20 otherwise; a holiday goes a share of the way to a Sunday. */
  private static double[] office(double share, double noise) {
    SlotCalendar slotCalendar = calendar(DAYS * 24);
    SplittableRandom random = new SplittableRandom(1);
    double[] v = new double[DAYS * 24];
    for (int k = 0; k < v.length; k++) {
      boolean hours = slotCalendar.hour(k) >= 8 && slotCalendar.hour(k) < 18;
      double work = hours && !slotCalendar.weekend(k) ? 80 : 0;
      v[k] = 20 + work * (slotCalendar.holiday(k) ? 1 - share : 1);
      v[k] += noise * (random.nextDouble() - 0.5);
    }
    return v;
  }

  private static ScaledSeries series(double[] v, double share) {
    return new ScaledSeries(v, calendar(v.length + 48), SeriesKind.LOAD, 10, share);
  }

  private static int row(LocalDate day, int hour) {
    Instant at = day.atTime(hour, 0).atZone(BERLIN).toInstant();
    return (int) Duration.between(START, at).toHours();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4, 1})
  void theShareIsFoundInTheHistory(double share) {
    assertEquals(share, HolidayShare.learn(series(office(share, 0), 0)), 1e-9);
    assertEquals(share, HolidayShare.learn(series(office(share, 20), 0)), 0.1);
  }

  @Test
  void noiseIsNotBelieved() {
    int believed = 0;
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] v = new double[DAYS * 24];
      for (int k = 0; k < v.length; k++) {
        v[k] = 50 + 100 * random.nextDouble();
      }
      double share = HolidayShare.learn(series(v, 0));
      assertTrue(share < 0.3, "seed " + seed + ": " + share);
      believed += share > 0 ? 1 : 0;
    }
    assertTrue(believed <= 4, believed + " of 40");
  }

  @Test
  void twoHolidaysAreTooFew() {
    // From the first of September the third of October and the first of November, a Saturday.
    double[] autumn = Arrays.copyOf(office(1, 0), 100 * 24);
    assertEquals(0, HolidayShare.learn(series(autumn, 0)));
  }

  @Test
  void aLoadThatRisesOnHolidaysIsLeftAlone() {
    assertEquals(0, HolidayShare.learn(series(office(-0.5, 1), 0)));
  }

  @Test
  void productionHasNoHolidays() {
    SlotCalendar sun =
        new SlotCalendar(START, Duration.ofHours(1), BERLIN, SeriesKind.PV, DAYS * 24);
    ScaledSeries plant = new ScaledSeries(office(1, 0), sun, SeriesKind.PV, 10, 1);
    assertEquals(0, HolidayShare.learn(plant));
    assertEquals(10, plant.value(row(MAY_DAY.minusDays(1), 9)));
    assertEquals(2, plant.value(row(MAY_DAY, 9)));
  }

  /** The first of May is a Friday: as if it had been one, so that the next Friday is no riddle. */
  @Test
  void aHolidayReadsAsTheOrdinaryDayThatItWouldHaveBeen() {
    ScaledSeries series = series(office(1, 0), 1);
    for (int hour = 0; hour < 24; hour++) {
      double friday = hour >= 8 && hour < 18 ? 10 : 2;
      assertEquals(friday, series.value(row(MAY_DAY, hour)), 1e-12, "hour " + hour);
      assertEquals(friday, series.lag(row(MAY_DAY.plusDays(7), hour), DAYS * 24, 7), 1e-12);
    }
  }

  @Test
  void whatItHasLessIsKnownBeforehandAndFromThePastAlone() {
    double[] v = office(1, 0);
    int origin = row(MAY_DAY.minusDays(1), 12);
    double[] poisoned = v.clone();
    for (int k = origin; k < v.length; k++) {
      poisoned[k] = 1e6;
    }
    HolidayEffect effect = series(poisoned, 0.5).holidays();
    assertEquals(-4, effect.at(row(MAY_DAY, 9), origin), 1e-12);
    assertEquals(0, effect.at(row(MAY_DAY, 3), origin), 1e-12);
    assertEquals(0, effect.at(row(MAY_DAY.plusDays(3), 9), origin), 1e-12);
  }

  /** A Monday's Sunday may not be over when it is forecast: the Sundays before it count. */
  @Test
  void easterMondayLooksAtSundaysThatAreOver() {
    LocalDate monday = LocalDate.of(2026, 4, 6);
    int origin = row(monday.minusDays(1), 6);
    double[] v = office(1, 0);
    for (int k = row(monday.minusDays(1), 0); k < v.length; k++) {
      v[k] = 1e6;
    }
    assertEquals(-8, series(v, 1).holidays().at(row(monday, 9), origin), 1e-12);
  }

  @Test
  void aHolidayWithoutWeeksBehindItIsLeftAsItIs() {
    ScaledSeries series = series(office(1, 0), 1);
    // The third of October lies in the fifth week; the same series from late September on has none.
    assertEquals(10, series.value(row(LocalDate.of(2025, 10, 3), 9)), 1e-12);
    double[] late = office(1, 0);
    for (int k = 0; k < row(LocalDate.of(2025, 9, 25), 0); k++) {
      late[k] = Double.NaN;
    }
    assertEquals(2, series(late, 1).value(row(LocalDate.of(2025, 10, 3), 9)), 1e-12);
  }

  @Test
  void outcomesOfMovedDaysAreNoTargets() {
    double[] v = office(1, 0);
    RowBuilder builder =
        new RowBuilder(
            new RowSettings(
                FeatureSet.of(SeriesKind.LOAD, List.of()),
                SeriesKind.LOAD,
                Optional.empty(),
                10,
                1),
            calendar(v.length + 48),
            v,
            WeatherColumns.NONE);
    int origin = row(MAY_DAY.minusDays(1), 12);
    OriginRows rows = builder.room(0, 36);
    builder.fill(rows, origin, builder.standardiser(new int[] {origin}, 36), v.length);
    for (int lead = 0; lead < 36; lead++) {
      boolean onIt = lead >= 12;
      assertEquals(onIt, Float.isNaN(rows.target()[lead]), "lead " + lead);
      assertTrue(onIt || rows.holiday()[lead] == 0, "lead " + lead);
    }
    assertEquals(-8, rows.holiday()[21], 1e-6);
  }
}
