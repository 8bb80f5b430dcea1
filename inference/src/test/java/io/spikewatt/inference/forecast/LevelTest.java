package io.spikewatt.inference.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelTest {

  /** The definition, by sorting. */
  private static double expected(float[][] said, double[][] values) {
    List<double[]> pairs = new ArrayList<>();
    double total = 0;
    for (int day = 0; day < said.length; day++) {
      float most = 0;
      for (float z : said[day]) {
        most = Math.max(most, z);
      }
      for (int k = 0; k < said[day].length; k++) {
        if (said[day][k] > 0.01 * most && Double.isFinite(values[day][k])) {
          pairs.add(new double[] {(float) (values[day][k] / 2) / said[day][k], said[day][k]});
          total += said[day][k];
        }
      }
    }
    if (pairs.isEmpty()) {
      return 1;
    }
    pairs.add(new double[] {1, 2.0 / said.length * total});
    total *= 1 + 2.0 / said.length;
    pairs.sort(Comparator.comparingDouble(pair -> pair[0]));
    double below = 0;
    int at = 0;
    while (at < pairs.size() - 1 && below + pairs.get(at)[1] < total / 2) {
      below += pairs.get(at++)[1];
    }
    return Math.clamp(pairs.get(at)[0], 0.7, 1.3);
  }

  @Test
  void isTheWeightedMedianOfOutcomeOverForecast() {
    SplittableRandom random = new SplittableRandom(1);
    Level level = new Level(24);
    for (int round = 0; round < 500; round++) {
      int days = random.nextInt(8);
      float[][] said = new float[days][24];
      double[][] values = new double[days][24];
      level.begin();
      double bias = 0.5 + random.nextDouble();
      for (int day = 0; day < days; day++) {
        for (int k = 0; k < 24; k++) {
          // Nights, ties, values that are missing, forecasts below zero.
          said[day][k] = k < 4 ? 0 : k == 5 ? -1 : (float) random.nextDouble(0.1, 3);
          values[day][k] =
              random.nextInt(6) == 0
                  ? Double.NaN
                  : 2 * said[day][k] * bias * (round % 3 == 0 ? 1 : random.nextDouble(0.5, 1.5));
        }
        level.add(said[day], 0, values[day], 0, 2, 24);
      }
      assertEquals(expected(said, values), level.level(), 1e-12, "round " + round);
    }
  }

  @Test
  void forecastsThatAreNoNumbersSayNothing() {
    Level level = new Level(24);
    level.begin();
    float[] none = new float[24];
    Arrays.fill(none, Float.NaN);
    level.add(none, 0, new double[24], 0, 1, 24);
    assertEquals(1, level.level());
  }
}
