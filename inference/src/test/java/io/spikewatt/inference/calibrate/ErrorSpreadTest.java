package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorSpreadTest {
  private static final int DAY = 24;

  @Test
  void a_broken_sky_is_expected_to_err_more_than_a_clear_one() {
    Random random = new Random(5);
    ErrorSpread spread = new ErrorSpread(DAY, 4);
    double[] forecast = new double[5];
    double[] sun = new double[5];
    double[] clear = {0, 1, 1, 1, 1};
    double[] got = new double[5];
    double next = 0.5;
    for (int t = 0; t < 60 * DAY; t++) {
      // What is forecast comes true, but for a broken sky, which errs by up to 0.4.
      double error = next == 0.5 ? 0.8 * random.nextDouble() - 0.4 : 0.02;
      double value = forecast[1] + error;
      next = random.nextBoolean() ? 0.5 : 1;
      Arrays.fill(sun, next);
      Arrays.fill(forecast, -next);
      got = spread.add(value, forecast, sun, clear);
      if (t > 40 * DAY) {
        assertTrue(next == 0.5 ? got[1] > 1.2 : got[1] < 0.8, next + ": " + got[1]);
      }
    }
    assertTrue(got[4] > 0);
  }

  @Test
  void who_erred_lately_is_expected_to_err_again() {
    Random random = new Random(6);
    ErrorSpread spread = new ErrorSpread(DAY, 4);
    double[] nothing = new double[5];
    double calm = 0;
    double restless = 0;
    for (int t = 0; t < 90 * DAY; t++) {
      // Two calm days follow two restless ones.
      boolean wild = t / DAY % 4 < 2;
      double got =
          spread.add((wild ? 3 : 1) * (2 * random.nextDouble() - 1), nothing, nothing, nothing)[2];
      if (t > 60 * DAY && t / DAY % 2 == 1 && t % DAY >= 6 && t % DAY < 20) {
        restless += wild ? got : 0;
        calm += wild ? 0 : got;
      }
    }
    assertTrue(restless > 1.3 * calm, restless + " against " + calm);
  }
}
