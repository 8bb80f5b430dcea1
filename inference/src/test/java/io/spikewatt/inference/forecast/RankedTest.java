package io.spikewatt.inference.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankedTest {

  @Test
  void isTheLeastThatHasAShareNotAboveIt() {
    SplittableRandom random = new SplittableRandom(1);
    Ranked ranked = new Ranked(200);
    for (int round = 0; round < 500; round++) {
      float[] numbers = new float[random.nextInt(1, 201)];
      ranked.clear();
      for (int i = 0; i < numbers.length; i++) {
        // Equal ones, zeros, the very small and the very large among them.
        int kind = random.nextInt(5);
        numbers[i] =
            kind == 0 ? random.nextInt(3) : (float) Math.pow(10, random.nextDouble(-40, 38));
        ranked.add(numbers[i]);
      }
      Arrays.sort(numbers);
      double share = random.nextDouble(0.01, 1);
      int place = (int) Math.ceil(share * numbers.length) - 1;
      assertEquals(numbers[place], ranked.quantile(share), 0, "round " + round);
      assertEquals(numbers[numbers.length - 1], ranked.quantile(1), 0, "round " + round);
    }
  }

  @Test
  void withoutNumbersThereIsNone() {
    assertThrows(IllegalStateException.class, () -> new Ranked(1).quantile(0.5));
  }

  @Test
  void whatIsInfiniteIsAboveAll() {
    Ranked ranked = new Ranked(2);
    ranked.add(Float.POSITIVE_INFINITY);
    ranked.add(1);
    assertEquals(1, ranked.quantile(0.5), 0);
    assertEquals(Float.POSITIVE_INFINITY, ranked.quantile(0.6), 0);
  }
}
