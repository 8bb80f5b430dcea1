package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearStack;
import org.junit.jupiter.api.Test;

class LinearFitTest {

  @Test
  void aMixtureOfFitsIsTheMixtureOfTheirForecasts() {
    LinearFit one = fit(1, 2, 4, 8);
    LinearFit two = fit(3, 6, 8, 4);
    LinearFit mixed = LinearFit.mixed(new LinearFit[] {one, two}, new double[] {0.25, 0.75});
    assertArrayEquals(new float[] {2.5f, 5}, mixed.bank().weights()[0], 1e-6f);
    assertArrayEquals(new float[] {7, 5}, mixed.without()[0].weights()[0], 1e-6f);
  }

  private static LinearFit fit(float a, float b, float withoutA, float withoutB) {
    LinearBank without = new LinearBank(new float[][] {{withoutA, withoutB}});
    return new LinearFit(new LinearBank(new float[][] {{a, b}}), new LinearBank[] {without});
  }

  @Test
  void leadsShareWeightsUpToThreeHoursUpToNineAndBeyond() {
    assertEquals(0, LinearStack.group(11, 4));
    assertEquals(1, LinearStack.group(12, 4));
    assertEquals(1, LinearStack.group(35, 4));
    assertEquals(2, LinearStack.group(36, 4));
    assertEquals(2, LinearStack.group(9, 1));
  }
}
