package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorBinsTest {
  private static final int DAY = 24;

  @Test
  void error_classes_keep_bias_and_tails() {
    Random random = new Random(3);
    ErrorBins bins = new ErrorBins(DAY, 4, 5, 56);
    double[] ahead = new double[5];
    double[] spread = {1, 1, 1, 1, 1};
    for (int t = 0; t < 80 * DAY; t++) {
      // Forecasts say 0; values are 1 in the mean and have a long tail upwards.
      bins.add(-Math.log(1 - random.nextDouble()), ahead, spread);
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
  void each_time_of_day_has_classes_of_its_own() {
    Random random = new Random(4);
    ErrorBins bins = new ErrorBins(DAY, 4, 5, 56);
    double[] ahead = new double[5];
    double[] spread = {1, 1, 1, 1, 1};
    for (int t = 0; t < 80 * DAY; t++) {
      double wide = t % DAY == 2 ? 3 : 0.5;
      bins.add(wide * (2 * random.nextDouble() - 1), ahead, spread);
    }
    // The newest step is the last one of a day: three steps on it is two o'clock.
    assertEquals(2.4, bins.off(3)[4], 0.3);
    assertEquals(0.4, bins.off(2)[4], 0.1);
  }

  @Test
  void error_classes_are_as_wide_as_errors_spread_now() {
    Random random = new Random(4);
    ErrorBins bins = new ErrorBins(DAY, 4, 5, 56);
    double[] ahead = new double[5];
    double[] spread = new double[5];
    for (int t = 0; t < 80 * DAY; t++) {
      // Every other day errors are three times as wide, and that is known a step ahead.
      double wide = t / DAY % 2 == 0 ? 1.5 : 0.5;
      Arrays.fill(spread, (t + 1) / DAY % 2 == 0 ? 1.5 : 0.5);
      bins.add(wide * (2 * random.nextDouble() - 1), ahead, spread);
    }
    // The next day is a wide one: fifths of -1.5 to 1.5.
    assertEquals(1.2, bins.off(1)[4], 0.2);
    assertEquals(-1.2, bins.off(1)[0], 0.2);
  }
}
