package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.inference.linear.MedianCurve;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CurveShareTest {
  private static final int SLOTS = 24;

  /** One more at 1, one less at 3. */
  private static final MedianCurve CURVE = new MedianCurve(new float[] {1, 3}, new float[] {1, -1});

  /** A week in which outcomes went so far along the curve. */
  private static double found(double along) {
    SplittableRandom random = new SplittableRandom(1);
    CurveShare curveShare = new CurveShare(CURVE, SLOTS);
    curveShare.begin();
    for (int day = 0; day < 7; day++) {
      float[] said = new float[SLOTS];
      double[] values = new double[SLOTS];
      for (int k = 0; k < SLOTS; k++) {
        said[k] = (float) random.nextDouble(1, 3);
        values[k] = said[k] + along * (2 - said[k]) + 0.1 * random.nextDouble(-1, 1);
      }
      curveShare.add(said, values);
    }
    return curveShare.share();
  }

  @Test
  void itGoesAsFarAlongTheCurveAsTheWeekDid() {
    for (double along : new double[] {0, 0.2, 0.4, 0.6, 0.8, 1}) {
      assertEquals(along, found(along), 1e-9);
    }
    assertEquals(1, found(1.6), 1e-9, "no further than the curve");
    assertEquals(0, found(-0.5), 1e-9, "nor away from it");
  }

  @Test
  void withoutARecordItIsAFifth() {
    CurveShare curveShare = new CurveShare(CURVE, SLOTS);
    curveShare.begin();
    assertEquals(0.2, curveShare.share(), 1e-9);
    double[] missing = new double[SLOTS];
    Arrays.fill(missing, Double.NaN);
    curveShare.add(new float[SLOTS], missing);
    assertEquals(0.2, curveShare.share(), 1e-9);
    found(1);
    curveShare.begin();
    assertEquals(0.2, curveShare.share(), 1e-9, "begun anew");
  }

  /** Of 1000 outcomes so many lie 5 above 1, the rest 5 below; the curve says 1 more. */
  private static double balanced(int above) {
    float[] said = new float[1000];
    Arrays.fill(said, 1);
    double[] values = new double[1000];
    Arrays.fill(values, -4);
    Arrays.fill(values, 0, above, 6);
    CurveShare curveShare = new CurveShare(CURVE, 1000);
    curveShare.begin();
    curveShare.add(said, values);
    return curveShare.share();
  }

  /** A fifth of 1 changes the error of 5 by (above - below) / 5000, which has to be .02. */
  @Test
  void aFifthHasToGainMoreThanFourThousandthsOfTheError() {
    assertEquals(0.2, balanced(549), 1e-9);
    assertEquals(1, balanced(551), 1e-9);
    assertEquals(0.2, balanced(451), 1e-9);
    assertEquals(0, balanced(449), 1e-9);
  }

  @Test
  void aMedianMovesAShareOfTheCurveAndOneThatIsNoNumberNotAtAll() {
    CurveShare curveShare = new CurveShare(CURVE, 3);
    assertEquals(0.25f, curveShare.of(0.5, 1.5f), 1e-6f);
    assertEquals(0, curveShare.of(0.5, Float.NaN));
    assertEquals(0, new CurveShare(MedianCurve.NONE, 3).of(1, 2));

    curveShare.begin();
    curveShare.add(new float[3], new double[3]);
    float[] said = {1.5f, Float.NaN, 3, 7};
    curveShare.add(said, new double[3]);
    curveShare.follow(0.5, 1, said);
    assertArrayEquals(new float[] {1.75f, Float.NaN, 2.5f, 7}, said, 1e-6f);
  }
}
