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

  /**
   * A model's quantiles, {@code more} above its trees or so, and what hours' models and trees say.
   */
  private static PastForecast said(SplittableRandom random, int more) {
    PastForecast said = PastForecast.room(SLOTS);
    for (int k = 0; k < SLOTS; k++) {
      float trees = (float) random.nextDouble(1, 3);
      float median = trees + (float) random.nextDouble(-0.4, 0.4) + more;
      said.quantiles().median()[k] = median;
      said.quantiles().low()[k] = median - 0.3f;
      said.quantiles().high()[k] = median + 0.5f;
      said.hourMedians()[k] = (float) random.nextDouble(1, 3);
      said.treeMedians()[k] = k < 4 ? Float.NaN : trees;
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
      int more = random.nextInt(2);
      double[] values = random.doubles((long) days * SLOTS, 0, 8).toArray();
      PastForecast[] said = new PastForecast[days];
      recalibration.begin();
      MemberReweighting memberReweighting = new MemberReweighting(true, SLOTS);
      memberReweighting.begin();
      for (int d = 0; d < days; d++) {
        said[d] = said(random, more);
        recalibration.add(said[d], values, d * SLOTS, 2);
        memberReweighting.add(said[d], day(values, d));
      }
      double found = memberReweighting.lean();
      CurveShare curveShare = new CurveShare(CURVE, SLOTS);
      curveShare.begin();
      IntervalScaling intervalScaling = new IntervalScaling(SeriesKind.LOAD.modelCoverage(), SLOTS);
      intervalScaling.begin();
      Quantiles[] leant = new Quantiles[days];
      float[][] bent = new float[days][];
      for (int d = 0; d < days; d++) {
        leant[d] = leant(said[d], found);
        curveShare.add(leant[d].median(), day(values, d));
      }
      float[] shift = offset(medians(leant), values);
      for (int d = 0; d < days; d++) {
        intervalScaling.add(leant[d], shift, day(values, d));
        bent[d] = bent(leant[d].median(), curveShare.share());
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
      recalibration.look(now, hours, trees, 1.1);
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
      biasCorrection.add(days[d], day(values, d));
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
  private static Quantiles leant(PastForecast said, double lean) {
    Quantiles model = said.quantiles();
    Quantiles moved =
        new Quantiles(model.low().clone(), model.median().clone(), model.high().clone());
    for (int k = 0; k < SLOTS; k++) {
      float by = (float) way(model.median()[k], said.hourMedians()[k], said.treeMedians()[k], lean);
      moved.low()[k] += by;
      moved.median()[k] += by;
      moved.high()[k] += by;
    }
    return moved;
  }

  private static float[][] medians(Quantiles[] days) {
    return Arrays.stream(days).map(Quantiles::median).toArray(float[][]::new);
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
    PastForecast said = PastForecast.room(SLOTS);
    Arrays.fill(said.quantiles().median(), 1);
    Arrays.fill(said.quantiles().low(), 0.8f);
    Arrays.fill(said.quantiles().high(), 1.2f);
    Arrays.fill(said.treeMedians(), 1.4f);
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
    recalibration.look(medians, new float[SLOTS], trees, 1);
    float[] expected = new float[SLOTS];
    Arrays.fill(expected, 0.5f);
    assertArrayEquals(expected, recalibration.shift(), 1e-6f);
    assertArrayEquals(expected, recalibration.middle(), 1e-6f, "without a curve");
    assertEquals(1, recalibration.width(), 0.05);
  }
}
