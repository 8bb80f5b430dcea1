package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.linear.MedianCurve;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
  private static final int SLOTS = 24;
  private static final int LEADS = 36;
  private static final MedianCurve CURVE =
      new MedianCurve(new float[] {1, 2, 3}, new float[] {0.3f, -0.2f, 0.1f});

  /** Two models' medians and quantiles, and what their hours' models and trees say. */
  private static float[] said(SplittableRandom random) {
    float[] said = new float[8 * SLOTS];
    for (int k = 0; k < SLOTS; k++) {
      float trees = (float) random.nextDouble(1, 3);
      for (int model = 0; model < 2; model++) {
        float median = trees + (float) random.nextDouble(-0.4, 0.4) + model;
        said[3 * model * SLOTS + k] = median;
        said[(3 * model + 1) * SLOTS + k] = median - 0.3f;
        said[(3 * model + 2) * SLOTS + k] = median + 0.5f;
      }
      said[6 * SLOTS + k] = (float) random.nextDouble(1, 3);
      said[7 * SLOTS + k] = k < 4 ? Float.NaN : trees;
    }
    return said;
  }

  /** All that the parts tell of one model, one after the other, on medians that were moved. */
  @Test
  void leanOffsetAndWidthFollowEachOtherAndTheMedianBendsBeforeItsOffset() {
    SplittableRandom random = new SplittableRandom(1);
    Recalibration recalibration = new Recalibration(SLOTS, SLOTS, LEADS, SeriesKind.LOAD, CURVE);
    for (int round = 0; round < 50; round++) {
      int days = random.nextInt(0, 8);
      int at = random.nextInt(2) * 3 * SLOTS;
      double[] values = random.doubles((long) days * SLOTS, 0, 8).toArray();
      float[][] said = new float[days][];
      recalibration.begin();
      MemberReweighting memberReweighting = new MemberReweighting(true, SLOTS);
      memberReweighting.begin();
      for (int d = 0; d < days; d++) {
        said[d] = said(random);
        recalibration.add(said[d], values, d * SLOTS, 2);
        memberReweighting.add(said[d], at, 6 * SLOTS, 7 * SLOTS, day(values, d));
      }
      double found = memberReweighting.lean();
      CurveShare curveShare = new CurveShare(CURVE, SLOTS);
      curveShare.begin();
      IntervalScaling intervalScaling = new IntervalScaling(SeriesKind.LOAD.openCoverage(), SLOTS);
      intervalScaling.begin();
      float[][] leant = new float[days][];
      float[][] bent = new float[days][];
      for (int d = 0; d < days; d++) {
        leant[d] = leant(said[d], at, found);
        curveShare.add(leant[d], day(values, d));
      }
      float[] shift = offset(leant, values);
      for (int d = 0; d < days; d++) {
        intervalScaling.add(leant[d], 0, shift, day(values, d));
        bent[d] = bent(leant[d], curveShare.share());
      }
      float[] middle = offset(bent, values);
      float[] now = new float[LEADS];
      float[] hours = new float[LEADS];
      float[] trees = new float[LEADS];
      for (int k = 0; k < LEADS; k++) {
        now[k] = (float) random.nextDouble(3);
        hours[k] = (float) random.nextDouble(3);
        trees[k] = k % 5 == 0 ? Float.NaN : (float) random.nextDouble(3);
        float by = (float) way(now[k], hours[k], trees[k], found);
        shift[k] += by;
        middle[k] += by + (float) (curveShare.share() * CURVE.of(now[k] + by));
      }
      recalibration.look(at, now, hours, trees, 1.1);
      assertArrayEquals(shift, recalibration.shift(), 1e-6f, "round " + round);
      assertArrayEquals(middle, recalibration.middle(), 1e-6f, "round " + round);
      assertEquals(intervalScaling.width(1.1), recalibration.width(), 1e-6, "round " + round);
    }
  }

  /** A day's outcomes, of which two are one scaled unit. */
  private static double[] day(double[] values, int day) {
    return Arrays.stream(values, day * SLOTS, (day + 1) * SLOTS).map(v -> v / 2).toArray();
  }

  private static float[] offset(float[][] days, double[] values) {
    BiasCorrection biasCorrection = new BiasCorrection(SLOTS, SLOTS);
    biasCorrection.begin();
    for (int d = 0; d < days.length; d++) {
      biasCorrection.add(days[d], 0, day(values, d));
    }
    float[] out = new float[LEADS];
    biasCorrection.write(out);
    return out;
  }

  private static double way(float median, float hours, float trees, double lean) {
    double way = lean < 0 ? hours - median : trees - median;
    return Double.isNaN(way) ? 0 : Math.abs(lean) * way;
  }

  /** Median, low and high of the model, all moved alike. */
  private static float[] leant(float[] said, int at, double lean) {
    float[] moved = Arrays.copyOfRange(said, at, at + 3 * SLOTS);
    for (int i = 0; i < moved.length; i++) {
      int k = i % SLOTS;
      moved[i] += (float) way(said[at + k], said[6 * SLOTS + k], said[7 * SLOTS + k], lean);
    }
    return moved;
  }

  /** Only the medians. */
  private static float[] bent(float[] said, double share) {
    float[] bent = Arrays.copyOf(said, SLOTS);
    for (int k = 0; k < SLOTS; k++) {
      bent[k] += (float) (share * CURVE.of(said[k]));
    }
    return bent;
  }

  @Test
  void aWeekThatTreesSawBetterLeansToThemAndKeepsTheBandsSize() {
    Recalibration recalibration =
        new Recalibration(SLOTS, SLOTS, SLOTS, SeriesKind.WIND, MedianCurve.NONE);
    float[] said = new float[5 * SLOTS];
    Arrays.fill(said, 0, SLOTS, 1);
    Arrays.fill(said, SLOTS, 2 * SLOTS, 0.8f);
    Arrays.fill(said, 2 * SLOTS, 3 * SLOTS, 1.2f);
    Arrays.fill(said, 4 * SLOTS, 5 * SLOTS, 1.4f);
    // Evenly from 1 to 1.4 at each slot: around 1.2, half of the way, as wide as the band.
    double[] values = new double[7 * SLOTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1.2 + 0.2 * ((i * 5 % 7) - 3) / 3.0;
    }
    recalibration.begin();
    for (int d = 0; d < 7; d++) {
      recalibration.add(said, values, d * SLOTS, 1);
    }
    float[] medians = new float[SLOTS];
    float[] trees = new float[SLOTS];
    Arrays.fill(medians, 2);
    Arrays.fill(trees, 3);
    recalibration.look(0, medians, new float[SLOTS], trees, 1);
    float[] expected = new float[SLOTS];
    Arrays.fill(expected, 0.5f);
    assertArrayEquals(expected, recalibration.shift(), 1e-6f);
    assertArrayEquals(expected, recalibration.middle(), 1e-6f, "without a curve");
    assertEquals(1, recalibration.width(), 0.05);
  }
}
