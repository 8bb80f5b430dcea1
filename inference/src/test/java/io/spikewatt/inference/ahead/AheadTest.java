package io.spikewatt.inference.ahead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AheadTest {

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
    LoadAhead load = new LoadAhead(DAY, 23, 30);
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
    LoadAhead load = new LoadAhead(DAY, 23, 30);
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
    PvAhead one = new PvAhead(DAY, 23, 30);
    PvAhead two = new PvAhead(DAY, 23, 30);
    for (int t = 0; t < 20 * DAY; t++) {
      double sun = Math.max(0, Math.sin(Math.PI * (t % DAY - 6) / 12)) * random.nextDouble();
      assertArrayEquals(one.tell(sun), two.tell(sun), 0);
    }
  }

  @Test
  void pvIsNeverNegativeAndNightsStayDark() {
    Random random = new Random(2);
    PvAhead pv = new PvAhead(DAY, 23, 30);
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
    LoadAhead load = new LoadAhead(DAY, 23, 30);
    PvAhead pv = new PvAhead(DAY, 23, 30);
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
    for (int t = 0; t < 80 * DAY; t++) {
      // Forecasts say 0; values are 1 in the mean and have a long tail upwards.
      bins.tell(-Math.log(1 - random.nextDouble()), ahead);
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
}
