package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BiasCorrectionTest {

  /** The definition at one slot, by sorting. */
  private static double median(float[][] said, double[][] values, int slot) {
    double[] errors =
        DoubleStream.concat(
                IntStream.range(0, said.length)
                    .filter(day -> Double.isFinite(values[day][slot]))
                    .mapToDouble(day -> values[day][slot] - said[day][slot]),
                DoubleStream.of(0, 0, 0))
            .sorted()
            .toArray();
    double size = 0;
    for (float[] day : said) {
      for (float z : day) {
        size += Math.abs(z) / (said.length * day.length);
      }
    }
    double middle = (errors[(errors.length - 1) / 2] + errors[errors.length / 2]) / 2;
    return Math.clamp(middle, -0.3 * size, 0.3 * size);
  }

  private static void matchesTheDefinition(int length, int slotsPerDay, int width) {
    SplittableRandom random = new SplittableRandom(1);
    BiasCorrection biasCorrection = new BiasCorrection(length, slotsPerDay);
    for (int round = 0; round < 300; round++) {
      int days = random.nextInt(1, 8);
      float[][] said = new float[days][length];
      double[][] values = new double[days][length];
      biasCorrection.begin();
      double bias = random.nextDouble(-1, 1);
      for (int d = 0; d < days; d++) {
        for (int k = 0; k < length; k++) {
          // Nights that are right, and values that are missing.
          said[d][k] = k < 4 ? 0 : (float) random.nextDouble(0.1, 3);
          double error = k < 4 ? 0 : bias + random.nextDouble(-0.5, 0.5);
          values[d][k] = random.nextInt(6) == 0 ? Double.NaN : said[d][k] + error;
        }
        biasCorrection.add(said[d], values[d]);
      }
      float[] out = new float[length];
      biasCorrection.write(out);
      for (int k = 0; k < length; k++) {
        double expected =
            IntStream.rangeClosed(k - width, k + width)
                .map(s -> length == slotsPerDay ? Math.floorMod(s, length) : s)
                .filter(s -> s >= 0 && s < length)
                .mapToDouble(s -> median(said, values, s))
                .average()
                .orElseThrow();
        assertEquals(expected, out[k], 1e-6, round + "/" + k);
      }
    }
  }

  @Test
  void isTheMedianErrorWithThreeDaysOfNoneOverThreeHours() {
    matchesTheDefinition(24, 24, 1);
    matchesTheDefinition(96, 96, 6);
    matchesTheDefinition(30, 48, 3);
  }

  /** Seven days of forecasts of 1; what came is more by so much on the first so many of them. */
  private static float[] moved(int days, double more, int leads) {
    BiasCorrection biasCorrection = new BiasCorrection(24, 24);
    biasCorrection.begin();
    float[] said = new float[24];
    Arrays.fill(said, 1);
    for (int d = 0; d < 7; d++) {
      double[] values = new double[24];
      Arrays.fill(values, 1);
      Arrays.fill(values, 8, 12, d < days ? 1 + more : 1);
      biasCorrection.add(said, values);
    }
    float[] out = new float[leads];
    biasCorrection.write(out);
    return out;
  }

  @Test
  void itMovesOnlyTheHoursThatErr() {
    float[] expected = new float[24];
    Arrays.fill(expected, 9, 11, 0.24f);
    expected[8] = expected[11] = 0.16f;
    expected[7] = expected[12] = 0.08f;
    assertArrayEquals(expected, moved(7, 0.24, 24), 1e-6f);
    for (int k = 0; k < expected.length; k++) {
      expected[k] = -expected[k];
    }
    assertArrayEquals(expected, moved(7, -0.24, 24), 1e-6f);
  }

  @Test
  void sixDaysOfSevenMoveItFiveHalfOfTheWayAndPeaksOnFourDoNot() {
    assertEquals(0.2f, moved(6, 0.2, 24)[9], 1e-6f);
    assertEquals(0.1f, moved(5, 0.2, 24)[9], 1e-6f);
    assertEquals(0, moved(4, 100, 24)[9]);
  }

  @Test
  void itStaysWithinThirtyPercentOfTheMeanForecast() {
    assertEquals(0.3f, moved(7, 0.9, 24)[9], 1e-6f);
    assertEquals(-0.3f, moved(7, -0.9, 24)[9], 1e-6f);
  }

  @Test
  void theSecondDayOfAForecastIsMovedLikeTheFirst() {
    float[] out = moved(7, 0.2, 36);
    assertEquals(out[9], out[33]);
    assertEquals(0.2f, out[33], 1e-6f);
  }

  @Test
  void forecastsThatAreNoNumbersSayNothing() {
    BiasCorrection biasCorrection = new BiasCorrection(24, 24);
    biasCorrection.begin();
    float[] none = new float[24];
    Arrays.fill(none, Float.NaN);
    for (int d = 0; d < 7; d++) {
      biasCorrection.add(none, new double[24]);
    }
    float[] out = new float[24];
    Arrays.fill(out, 9);
    biasCorrection.write(out);
    assertArrayEquals(new float[24], out);
  }
}
