package io.spikewatt.inference.ahead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesForecastTest {

  private static final int DAY = 24;

  /** Weekdays with an office, weekends without, and a holiday on a Monday. */
  private static double office(int t, boolean holiday) {
    int day = t / DAY;
    int hour = t % DAY;
    boolean free = day % 7 >= 5 || (holiday && day == 35);
    return 10 + (!free && hour >= 7 && hour < 18 ? 40 : 0);
  }

  @Test
  void aWeekThatRepeatsItselfIsForecastClosely() {
    LoadAhead load = new LoadAhead(DAY, 23, 10);
    for (int t = 0; t < 40 * DAY; t++) {
      double[] ahead = load.tell(office(t, false));
      if (t >= 21 * DAY) {
        for (int lead = 1; lead <= 23; lead++) {
          assertEquals(office(t + lead, false), ahead[lead], 6, "step " + t + ", lead " + lead);
        }
      }
    }
  }

  @Test
  void aWeekAfterAHolidayTheHolidayIsNotExpectedAgain() {
    LoadAhead load = new LoadAhead(DAY, 23, 10);
    double[] ahead = new double[24];
    for (int t = 0; t < 42 * DAY; t++) {
      ahead = load.tell(office(t, true));
    }
    for (int lead = 8; lead <= 18; lead++) {
      assertEquals(office(42 * DAY - 1 + lead, true), ahead[lead], 8, "lead " + lead);
    }
  }

  @Test
  void forecastsDependOnWhatWasToldAndOnNothingElse() {
    Random random = new Random(1);
    PvAhead one = new PvAhead(DAY, 23, 5);
    PvAhead two = new PvAhead(DAY, 23, 5);
    for (int t = 0; t < 20 * DAY; t++) {
      double sun = Math.max(0, Math.sin(Math.PI * (t % DAY - 6) / 12)) * random.nextDouble();
      assertArrayEquals(one.tell(sun), two.tell(sun), 0);
    }
  }

  @Test
  void pvIsNeverNegativeAndNightsStayDark() {
    Random random = new Random(2);
    PvAhead pv = new PvAhead(DAY, 23, 5);
    for (int t = 0; t < 60 * DAY; t++) {
      double cloud = random.nextDouble();
      double[] ahead = pv.tell(Math.max(0, Math.sin(Math.PI * (t % DAY - 6) / 12)) * cloud);
      for (int lead = 1; lead <= 23; lead++) {
        int hour = (t + lead) % DAY;
        assertTrue(ahead[lead] >= 0 && ahead[lead] <= 1.05);
        assertTrue((hour > 6 && hour < 18) || ahead[lead] < 1e-9, "hour " + hour);
      }
    }
  }

  @Test
  void steadyZeroIsForecastAsZero() {
    LoadAhead load = new LoadAhead(DAY, 23, 10);
    PvAhead pv = new PvAhead(DAY, 23, 5);
    for (int t = 0; t < 20 * DAY; t++) {
      assertEquals(0, load.tell(0)[23], 1e-9);
      assertEquals(0, pv.tell(0)[23], 1e-9);
    }
  }

  @Test
  void errorClassesKeepBiasAndTails() {
    Random random = new Random(3);
    ErrorBins bins = new ErrorBins(DAY, 4, 5, 56);
    double[] ahead = new double[5];
    double[] spread = {1, 1, 1, 1, 1};
    for (int t = 0; t < 80 * DAY; t++) {
      // Forecasts say 0; values are 1 in the mean and have a long tail upwards.
      bins.tell(-Math.log(1 - random.nextDouble()), ahead, spread);
    }
    double[] off = bins.off(2);
    double mean = 0;
    for (int z = 0; z < 5; z++) {
      mean += off[z] / 5;
      assertTrue(z == 0 || off[z] >= off[z - 1]);
    }
    assertEquals(1, mean, 0.5);
    assertTrue(off[4] - off[2] > off[2] - off[0], "the tail is upwards");
  }

  @Test
  void errorClassesAreAsWideAsErrorsSpreadNow() {
    Random random = new Random(4);
    ErrorBins bins = new ErrorBins(DAY, 4, 5, 56);
    double[] ahead = new double[5];
    double[] spread = new double[5];
    for (int t = 0; t < 80 * DAY; t++) {
      // Every other day errors are three times as wide, and that is known a step ahead.
      double wide = t / DAY % 2 == 0 ? 1.5 : 0.5;
      Arrays.fill(spread, (t + 1) / DAY % 2 == 0 ? 1.5 : 0.5);
      bins.tell(wide * (2 * random.nextDouble() - 1), ahead, spread);
    }
    // The next day is a wide one: fifths of -1.5 to 1.5.
    assertEquals(1.2, bins.off(1)[4], 0.2);
    assertEquals(-1.2, bins.off(1)[0], 0.2);
  }

  @Test
  void aBrokenSkyIsExpectedToErrMoreThanAClearOne() {
    Random random = new Random(5);
    ErrorSpread spread = new ErrorSpread(DAY, 4, 5);
    double[] forecast = new double[5];
    double[] sun = new double[5];
    double[] clear = {0, 1, 1, 1, 1};
    double[] got = new double[5];
    double next = 0.5;
    for (int t = 0; t < 60 * DAY; t++) {
      // What is forecast comes true, but for a broken sky, which errs by up to .4.
      double error = next == 0.5 ? 0.8 * random.nextDouble() - 0.4 : 0.02;
      double value = forecast[1] + error;
      next = random.nextBoolean() ? 0.5 : 1;
      Arrays.fill(sun, next);
      Arrays.fill(forecast, -next);
      got = spread.tell(value, forecast, sun, clear);
      if (t > 40 * DAY) {
        assertTrue(next == 0.5 ? got[1] > 1.2 : got[1] < 0.8, next + ": " + got[1]);
      }
    }
    assertTrue(got[4] > 0);
  }

  @Test
  void whoErredLatelyIsExpectedToErrAgain() {
    Random random = new Random(6);
    ErrorSpread spread = new ErrorSpread(DAY, 4, 5);
    double[] nothing = new double[5];
    double calm = 0;
    double restless = 0;
    for (int t = 0; t < 90 * DAY; t++) {
      // Two calm days follow two restless ones.
      boolean wild = t / DAY % 4 < 2;
      double got =
          spread.tell((wild ? 3 : 1) * (2 * random.nextDouble() - 1), nothing, nothing, nothing)[2];
      if (t > 60 * DAY && t / DAY % 2 == 1 && t % DAY >= 6 && t % DAY < 20) {
        restless += wild ? got : 0;
        calm += wild ? 0 : got;
      }
    }
    assertTrue(restless > 1.3 * calm, restless + " against " + calm);
  }

  @Test
  void aForecastErrorThatGoesOnIsTakenIntoAccount() {
    // Clouds come and go slowly, so that what was missed now is missed in the next hours too.
    Random random = new Random(7);
    PvAhead pv = new PvAhead(DAY, 6, 5);
    double haze = 0;
    double drift = 0;
    double[] issued = new double[2];
    double both = 0;
    double squares = 0;
    double before = 0;
    for (int t = 0; t < 200 * DAY; t++) {
      drift = 0.7 * drift + 0.08 * random.nextGaussian();
      haze = Math.clamp(haze + drift - 0.1 * haze, -0.5, 0.5);
      double sun = Math.max(0, Math.sin(Math.PI * (t % DAY - 5.5) / 13)) * (0.5 + haze);
      double missed = sun - issued[1];
      if (t > 60 * DAY && t % DAY >= 9 && t % DAY <= 15) {
        both += missed * before;
        squares += missed * missed;
      }
      before = missed;
      issued[1] = pv.tell(sun)[1];
    }
    // Without the errors as features it is .42.
    assertTrue(both / squares < 0.3, "one error says " + both / squares + " of the next");
  }
}
