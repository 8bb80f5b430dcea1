package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.SeriesKind;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalScalingTest {
  /** How far a week is believed: beside it three days speak for the band as it was. */
  private static final double WEEK = 0.7;

  private static final int SLOTS = 24;

  @Test
  void ofTheSunSlightlyLessIsToLieWithin() {
    assertEquals(0.8, SeriesKind.LOAD.modelCoverage());
    assertEquals(0.8, SeriesKind.WIND.modelCoverage());
    assertEquals(
        Math.pow(0.76 / 0.8, WEEK), week(SeriesKind.PV.modelCoverage(), 0.25, 7, 0).width(1), 0.03);
  }

  /** Medians of 1 with a band from .8 to 1.2, and outcomes that are {@code error} off at most. */
  private static IntervalScaling week(double error, int days, float shift) {
    return week(0.8, error, days, shift);
  }

  private static IntervalScaling week(double within, double error, int days, float shift) {
    SplittableRandom random = new SplittableRandom(1);
    IntervalScaling intervalScaling = new IntervalScaling(within, SLOTS);
    intervalScaling.begin();
    for (int day = 0; day < days; day++) {
      intervalScaling.add(said(0.8f, 1.2f), shifts(shift), outcomes(random, error, shift));
    }
    return intervalScaling;
  }

  private static Quantiles said(float low, float high) {
    Quantiles said = Quantiles.room(SLOTS);
    Arrays.fill(said.median(), 1);
    Arrays.fill(said.low(), low);
    Arrays.fill(said.high(), high);
    return said;
  }

  private static float[] shifts(float shift) {
    float[] shifts = new float[SLOTS];
    Arrays.fill(shifts, shift);
    return shifts;
  }

  private static double[] outcomes(SplittableRandom random, double error, double shift) {
    double[] values = new double[SLOTS];
    for (int k = 0; k < SLOTS; k++) {
      values[k] = shift + 1 + error * random.nextDouble(-1, 1);
    }
    return values;
  }

  @Test
  void aBandThatWasTooWideIsNarrowedAndOneThatWasTooNarrowWidened() {
    // Of outcomes even on ±.25, four of five lie within ±.2.
    assertEquals(1, week(0.25, 7, 0).width(1), 0.05);
    assertEquals(Math.pow(0.5, WEEK), week(0.1, 7, 0).width(1), 0.02);
    assertEquals(Math.pow(1.6, WEEK), week(0.4, 7, 0).width(1), 0.05);
    assertEquals(Math.pow(0.8, 0.25), week(0.2, 1, 0).width(1), 0.03, "a day is little");
  }

  @Test
  void itIsDrawnTowardsWhatValidationFound() {
    assertEquals(1.5 * Math.pow(1 / 1.5, WEEK), week(0.25, 7, 0).width(1.5), 0.06);
    assertEquals(1.5, new IntervalScaling(0.8, SLOTS).width(1.5), 0);
  }

  @Test
  void whatTheOffsetExplainsIsNoError() {
    assertEquals(week(0.25, 7, 0).width(1), week(0.25, 7, 0.2f).width(1), 1e-6);
  }

  @Test
  void whereNothingWasOpenOrMeasuredItIsOne() {
    IntervalScaling intervalScaling = new IntervalScaling(0.8, SLOTS);
    intervalScaling.begin();
    assertEquals(1, intervalScaling.width(1), 0);
    double[] missing = new double[SLOTS];
    Arrays.fill(missing, Double.NaN);
    intervalScaling.add(said(0.8f, 1.2f), shifts(0), missing);
    assertEquals(1, intervalScaling.width(1), 0);
    intervalScaling.add(said(1, 1), shifts(0), new double[SLOTS]);
    assertEquals(1, intervalScaling.width(1), 0, "a closed band tells nothing of open ones");
  }

  @Test
  void aSideIsMeasuredByItsOwnHalf() {
    IntervalScaling intervalScaling = new IntervalScaling(0.8, SLOTS);
    intervalScaling.begin();
    double[] below = new double[SLOTS];
    Arrays.fill(below, 0.9);
    for (int day = 0; day < 7; day++) {
      intervalScaling.add(said(0.9f, 3), shifts(0), below);
    }
    assertEquals(1, intervalScaling.width(1), 1e-6);
  }

  @Test
  void itStaysWithinItsBounds() {
    assertTrue(week(9, 7, 0).width(1) <= 2 && week(1e-9, 7, 0).width(1) >= 0.5);
  }
}
