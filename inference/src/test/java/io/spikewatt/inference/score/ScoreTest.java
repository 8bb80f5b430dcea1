package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final double[] ACTUAL = {1, Double.NaN, 3, 5};
  private static final double[] FORECAST = {2, 100, 3, 1};

  @Test
  void whatWasNotObservedIsNotScored() {
    assertEquals(3, Score.count(ACTUAL));
    assertEquals(5.0 / 3, Score.mae(ACTUAL, FORECAST), 1e-12);
    assertEquals(Math.sqrt(17.0 / 3), Score.rmse(ACTUAL, FORECAST), 1e-12);
  }

  @Test
  void coverageCountsBothEnds() {
    double[] low = {1, 0, 4, 0};
    double[] high = {1, 0, 9, 5};
    assertEquals(2.0 / 3, Score.coverage(ACTUAL, low, high), 1e-12);
  }

  @Test
  void skillIsRelativeToTheReference() {
    assertEquals(0.25, Score.skill(3, 4), 1e-12);
    assertEquals(0, Score.skill(1, 0), 1e-12);
  }

  @Test
  void quantilesInterpolate() {
    assertEquals(1.4, SampleQuantile.of(new double[] {1, 2, 3, 4, 5}, 0.1), 1e-12);
    assertEquals(7, SampleQuantile.of(new double[] {7}, 0.9), 1e-12);
  }
}
