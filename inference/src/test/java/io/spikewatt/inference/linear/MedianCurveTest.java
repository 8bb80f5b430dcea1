package io.spikewatt.inference.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MedianCurveTest {
  private static final MedianCurve CURVE =
      new MedianCurve(new float[] {-1, 0, 2}, new float[] {3, 1, -1});

  @Test
  void linesLeadFromKnotToKnotAndItIsLevelBeyond() {
    assertEquals(3, CURVE.of(-9));
    assertEquals(3, CURVE.of(-1));
    assertEquals(2.5f, CURVE.of(-0.75f));
    assertEquals(1, CURVE.of(0));
    assertEquals(0.5f, CURVE.of(0.5f));
    assertEquals(-1, CURVE.of(2));
    assertEquals(-1, CURVE.of(7));
  }

  @Test
  void knotsAtOnePlaceAreAStep() {
    MedianCurve step = new MedianCurve(new float[] {0, 0, 0, 1}, new float[] {5, 6, 7, 8});
    assertEquals(5, step.of(-0.1f));
    assertEquals(7, step.of(0));
    assertEquals(7.5f, step.of(0.5f));
  }

  @Test
  void noCurveAddsNothingAndWhatIsNoNumberStaysNone() {
    assertEquals(0, MedianCurve.NONE.of(3));
    assertEquals(Float.NaN, CURVE.of(Float.NaN));
  }
}
