package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.score.PairedTest.StudentT;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedTestTest {

  @Test
  void students_distribution_is_that_of_the_tables() {
    assertEquals(0.05, StudentT.above(1.771, 13), 1e-4);
    assertEquals(0.025, StudentT.above(2.447, 6), 1e-4);
    assertEquals(0.01, StudentT.above(2.326, 100_000), 1e-4);
    assertEquals(0.5, StudentT.above(0, 5), 1e-12);
    assertEquals(1 - StudentT.above(1.2, 9), StudentT.above(-1.2, 9), 1e-12);
    assertEquals(0.25, StudentT.above(1, 1), 1e-9);
  }

  @Test
  void independent_days_give_students_paired_test() {
    double[] first = {1, 2, 3, 4, 5, 6};
    double[] second = {1.5, 2.1, 3.9, 4.2, 5.8, 6.5};
    // Differences .5 .1 .9 .2 .8 .5: mean .5, sum of squares .5, hence t = .5 / sqrt(.5 / 5 / 6).
    PairedTest.Outcome outcome = PairedTest.compare(first, second, 1);
    assertEquals(0.5, outcome.advantage(), 1e-12);
    assertEquals(0.5 / Math.sqrt(0.1 / 6), outcome.statistic(), 1e-9);
    assertEquals(1, outcome.p() + PairedTest.compare(second, first, 1).p(), 1e-9);
  }

  @Test
  void equals_are_rarely_told_apart_though_neighbouring_days_are_alike() {
    int found = 0;
    for (int seed = 0; seed < 4000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] first = new double[14];
      double[] second = new double[14];
      double before = random.nextGaussian();
      for (int day = 0; day < 14; day++) {
        double shock = random.nextGaussian();
        first[day] = 10;
        second[day] = 10 + shock + 0.4 * before;
        before = shock;
      }
      found += PairedTest.compare(first, second, 2).p() < 0.05 ? 1 : 0;
    }
    assertTrue(found < 0.085 * 4000, found + " of 4000, though so few days cannot hold 5 %");
    assertTrue(found > 0.02 * 4000, found + " of 4000: the test finds nothing");
  }

  @Test
  void a_lasting_advantage_is_found() {
    SplittableRandom random = new SplittableRandom(1);
    double[] first = new double[14];
    double[] second = new double[14];
    for (int day = 0; day < 14; day++) {
      double weather = 10 + 3 * random.nextGaussian();
      first[day] = weather;
      second[day] = weather * 1.05 + 0.3 * random.nextGaussian();
    }
    assertTrue(PairedTest.compare(first, second, 2).p() < 0.01);
    assertTrue(PairedTest.compare(second, first, 2).p() > 0.99);
  }

  @Test
  void what_cannot_be_tested_is_not_significant_and_never_nan() {
    double[] flat = new double[14];
    Arrays.fill(flat, 2);
    double[] worse = new double[14];
    Arrays.fill(worse, 3);
    assertEquals(new PairedTest.Outcome(14, 0, 0, 1), PairedTest.compare(flat, flat, 2));
    PairedTest.Outcome constant = PairedTest.compare(flat, worse, 2);
    assertEquals(1, constant.advantage(), 1e-12);
    assertEquals(1, constant.p(), 0);
    assertEquals(1, PairedTest.compare(new double[0], new double[0], 2).p());
    assertEquals(1, PairedTest.compare(new double[] {1, 2}, new double[] {3, 5}, 2).p());
  }
}
