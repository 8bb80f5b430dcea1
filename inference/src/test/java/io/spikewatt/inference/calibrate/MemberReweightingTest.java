package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberReweightingTest {
  private static final int SLOTS = 24;

  private static PastForecast said(float median, float hours, float trees, int slots) {
    PastForecast said = PastForecast.room(slots);
    Arrays.fill(said.quantiles().median(), median);
    Arrays.fill(said.hourMedians(), hours);
    Arrays.fill(said.treeMedians(), trees);
    return said;
  }

  /**
   * The model says 1, hours' models 0 and trees 2; a week's outcomes were so much more than 1, give
   * or take.
   */
  private static double found(boolean bothWays, double more, double noise) {
    SplittableRandom random = new SplittableRandom(1);
    MemberReweighting memberReweighting = new MemberReweighting(bothWays, SLOTS);
    memberReweighting.begin();
    for (int day = 0; day < 7; day++) {
      double[] values = new double[SLOTS];
      for (int k = 0; k < SLOTS; k++) {
        values[k] = 1 + more + noise * random.nextDouble(-1, 1);
      }
      memberReweighting.add(said(1, 0, 2, SLOTS), values);
    }
    return memberReweighting.lean();
  }

  @Test
  void itGoesWhereTheWeekWas() {
    for (double more : new double[] {-0.5, -0.3, -0.1, 0, 0.1, 0.3, 0.5}) {
      assertEquals(more, found(true, more, 0.2), 1e-9);
      assertEquals(Math.max(0, more), found(false, more, 0.2), 1e-9, "to trees alone");
    }
    assertEquals(0.5, found(true, 3, 0), 1e-9, "at most half of the way");
    assertEquals(-0.5, found(true, -3, 0), 1e-9);
  }

  @Test
  void withoutARecordItIsAFifthToTheTreesAndStaysThereWhereNothingSpeaksAgainst() {
    MemberReweighting memberReweighting = new MemberReweighting(true, SLOTS);
    memberReweighting.begin();
    assertEquals(0.2, memberReweighting.lean(), 1e-9);
    double[] outcomes = new double[SLOTS];
    Arrays.setAll(outcomes, k -> k);
    memberReweighting.add(said(0, 0, 0, SLOTS), outcomes);
    assertEquals(0.2, memberReweighting.lean(), 1e-9, "members that say what the model says");
    memberReweighting.begin();
    memberReweighting.add(said(0, 0, Float.NaN, SLOTS), new double[SLOTS]);
    double[] missing = new double[SLOTS];
    Arrays.fill(missing, Double.NaN);
    memberReweighting.add(said(0, 5, 9, SLOTS), missing);
    assertEquals(0.2, memberReweighting.lean(), 1e-9, "nothing to compare");
  }

  /** So large a part of 1000 outcomes is 1 above the model, the rest 1 below; trees say .2 more. */
  private static double balanced(double above) {
    double[] values = new double[1000];
    Arrays.fill(values, -1);
    Arrays.fill(values, 0, (int) Math.round(1000 * above), 1);
    MemberReweighting memberReweighting = new MemberReweighting(false, 1000);
    memberReweighting.begin();
    memberReweighting.add(said(0, 0, 0.2f, 1000), values);
    return memberReweighting.lean();
  }

  /** With .58 above and .42 below, each tenth of the .2 changes the error by .0032. */
  @Test
  void aTenthHasToGainMoreThanThreeThousandthsOfTheError() {
    assertEquals(0.2, balanced(0.57), 1e-9);
    assertEquals(0.5, balanced(0.58), 1e-9);
    assertEquals(0.2, balanced(0.43), 1e-9);
    assertEquals(0, balanced(0.42), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsTheTenthsThatErredLeastWithAPriceForEach(boolean bothWays) {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 300; round++) {
      int days = random.nextInt(1, 8);
      double[] errors = new double[11];
      MemberReweighting memberReweighting = new MemberReweighting(bothWays, SLOTS);
      memberReweighting.begin();
      double bias = random.nextDouble(-1, 1);
      for (int day = 0; day < days; day++) {
        PastForecast said = PastForecast.room(SLOTS);
        double[] values = new double[SLOTS];
        for (int k = 0; k < SLOTS; k++) {
          float trees = k < 5 ? Float.NaN : (float) random.nextDouble(3);
          float hours = (float) random.nextDouble(3);
          float median = (float) random.nextDouble(3);
          said.quantiles().median()[k] = median;
          said.hourMedians()[k] = hours;
          said.treeMedians()[k] = trees;
          double way = bias > 0 ? trees - median : median - hours;
          double outcome = median + bias * way + random.nextDouble(-1, 1);
          values[k] = random.nextInt(9) == 0 ? Double.NaN : outcome;
          for (int tenths = -5; tenths <= 5 && Double.isFinite(values[k]); tenths++) {
            float to = tenths < 0 ? hours : trees;
            double moved = median + Math.abs(tenths) / 10.0 * (to - median);
            errors[tenths + 5] += Math.abs(values[k] - moved);
          }
        }
        memberReweighting.add(said, values);
      }
      double least = Double.POSITIVE_INFINITY;
      for (int tenths = bothWays ? -5 : 0; tenths <= 5; tenths++) {
        least = Math.min(least, cost(errors, tenths));
      }
      int found = (int) Math.round(10 * memberReweighting.lean());
      assertEquals(least, cost(errors, found), 1e-4, "round " + round);
    }
  }

  private static double cost(double[] errors, int tenths) {
    return errors[tenths + 5] + 0.003 * Math.abs(tenths - 2) * errors[5];
  }

  @Test
  void aMedianIsMovedAShareOfTheWayAndByNothingToWhatIsNoNumber() {
    assertEquals(0.3f, MemberReweighting.move(0.3, 1, 7, 2), 1e-6f);
    assertEquals(-0.4f, MemberReweighting.move(-0.2, 3, 1, 7), 1e-6f);
    assertEquals(0, MemberReweighting.move(0.3, 1, 7, Float.NaN));
    assertEquals(0, MemberReweighting.move(-0.3, Float.NaN, 7, 1));
  }
}
