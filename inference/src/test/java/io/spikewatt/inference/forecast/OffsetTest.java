package io.spikewatt.inference.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OffsetTest {

  /** The definition, by sorting; of the two in the middle the one nearer to 0. */
  private static float expected(float[][] said, double[][] values, int slot, int width, int slots) {
    int length = said.length == 0 ? 0 : said[0].length;
    double[] errors = new double[said.length * (2 * width + 1) + 3 * (2 * width + 1)];
    int count = 0;
    for (int k = slot - width; k <= slot + width; k++) {
      int place = length == slots ? Math.floorMod(k, length) : k;
      if (place < 0 || place >= length) {
        continue;
      }
      count += 3;
      for (int d = 0; d < said.length; d++) {
        if (Double.isFinite(values[d][place])) {
          errors[count++] = (float) (values[d][place] / 2 - said[d][place]);
        }
      }
    }
    double[] sorted = Arrays.copyOf(errors, count);
    Arrays.sort(sorted);
    double low = sorted[(count - 1) / 2];
    double high = sorted[count / 2];
    double size = 0;
    for (float[] day : said) {
      for (float z : day) {
        size += Math.abs(z) / (said.length * length);
      }
    }
    return (float) Math.clamp(Math.abs(low) < Math.abs(high) ? low : high, -0.3 * size, 0.3 * size);
  }

  private static void matchesTheDefinition(int length, int day) {
    SplittableRandom random = new SplittableRandom(1);
    int width = Math.max(1, day / 24);
    Offset offset = new Offset(length, day);
    int moved = 0;
    for (int round = 0; round < 300; round++) {
      int days = random.nextInt(1, 8);
      float[][] said = new float[days][length];
      double[][] values = new double[days][length];
      offset.begin();
      double bias = random.nextDouble(-1, 1);
      for (int d = 0; d < days; d++) {
        for (int k = 0; k < length; k++) {
          // Nights that are right, and values that are missing.
          said[d][k] = k < 4 ? 0 : (float) random.nextDouble(0.1, 3);
          double error = k < 4 ? 0 : bias + random.nextDouble(-0.5, 0.5);
          values[d][k] = random.nextInt(6) == 0 ? Double.NaN : 2 * (said[d][k] + error);
        }
        offset.add(said[d], 0, values[d], 0, 2);
      }
      float[] out = new float[length];
      offset.write(out);
      for (int k = 0; k < length; k++) {
        assertEquals(expected(said, values, k, width, day), out[k], 1e-7, round + "/" + k);
        moved += out[k] == 0 ? 0 : 1;
      }
    }
    assertEquals(0.35, moved / (300.0 * length), 0.15, "it is a test of both cases");
  }

  @Test
  void isTheMedianErrorOfAnHourBeforeAndAfterWithThreeDaysOfNone() {
    matchesTheDefinition(24, 24);
    matchesTheDefinition(96, 96);
    matchesTheDefinition(30, 48);
  }

  /** Seven days of forecasts of 1; what came is more by so much on the first so many of them. */
  private static float[] moved(int days, double more, int leads) {
    Offset offset = new Offset(24, 24);
    offset.begin();
    float[] said = new float[24];
    Arrays.fill(said, 1);
    for (int d = 0; d < 7; d++) {
      double[] values = new double[24];
      Arrays.fill(values, 1);
      Arrays.fill(values, 8, 12, d < days ? 1 + more : 1);
      offset.add(said, 0, values, 0, 1);
    }
    float[] out = new float[leads];
    offset.write(out);
    return out;
  }

  @Test
  void itMovesOnlyTheHoursThatErr() {
    float[] expected = new float[24];
    Arrays.fill(expected, 9, 11, 0.2f);
    assertArrayEquals(expected, moved(7, 0.2, 24), 1e-6f);
    Arrays.fill(expected, 9, 11, -0.2f);
    assertArrayEquals(expected, moved(7, -0.2, 24), 1e-6f);
  }

  @Test
  void sixDaysOfSevenMoveItAndPeaksOnFiveDoNot() {
    assertEquals(0.2f, moved(6, 0.2, 24)[9], 1e-6f);
    assertEquals(0, moved(5, 100, 24)[9]);
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
    Offset offset = new Offset(24, 24);
    offset.begin();
    float[] none = new float[24];
    Arrays.fill(none, Float.NaN);
    for (int d = 0; d < 7; d++) {
      offset.add(none, 0, new double[24], 0, 1);
    }
    float[] out = new float[24];
    Arrays.fill(out, 9);
    offset.write(out);
    assertArrayEquals(new float[24], out);
  }
}
