package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.inference.calibrate.IntervalScaling.QuantileBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuantileBufferTest {

  @Test
  void isTheLeastThatHasAShareNotAboveIt() {
    SplittableRandom random = new SplittableRandom(1);
    QuantileBuffer quantileBuffer = new QuantileBuffer(200);
    for (int round = 0; round < 500; round++) {
      float[] numbers = new float[random.nextInt(1, 201)];
      quantileBuffer.clear();
      for (int i = 0; i < numbers.length; i++) {
        // Equal ones, zeros, the very small and the very large among them.
        int kind = random.nextInt(5);
        numbers[i] =
            kind == 0 ? random.nextInt(3) : (float) Math.pow(10, random.nextDouble(-40, 38));
        quantileBuffer.add(numbers[i]);
      }
      Arrays.sort(numbers);
      double share = random.nextDouble(0.01, 1);
      int place = (int) Math.ceil(share * numbers.length) - 1;
      assertEquals(numbers[place], quantileBuffer.quantile(share), 0, "round " + round);
      assertEquals(numbers[numbers.length - 1], quantileBuffer.quantile(1), 0, "round " + round);
    }
  }

  @Test
  void withoutNumbersThereIsNone() {
    assertThrows(IllegalStateException.class, () -> new QuantileBuffer(1).quantile(0.5));
  }

  @Test
  void whatIsInfiniteIsAboveAll() {
    QuantileBuffer quantileBuffer = new QuantileBuffer(2);
    quantileBuffer.add(Float.POSITIVE_INFINITY);
    quantileBuffer.add(1);
    assertEquals(1, quantileBuffer.quantile(0.5), 0);
    assertEquals(Float.POSITIVE_INFINITY, quantileBuffer.quantile(0.6), 0);
  }
}
