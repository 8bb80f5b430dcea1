package io.spikewatt.inference.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NormalEquationsTest {

  @Test
  void theSolutionMakesTheGradientOfTheRidgeObjectiveVanish() {
    SplittableRandom random = new SplittableRandom(1);
    int n = 6;
    int rows = 40;
    double[][] a = new double[rows][n];
    double[] z = new double[rows];
    double[] weight = new double[rows];
    NormalEquations normalEquations = new NormalEquations(n);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < n; i++) {
        a[row][i] = i == 2 ? 1 : i == 3 && row % 2 == 0 ? 0 : random.nextDouble() - 0.5;
      }
      z[row] = 5 + random.nextDouble();
      weight[row] = random.nextDouble();
      normalEquations.add(a[row], z[row], weight[row]);
    }
    double lambda = 0.7;
    double[] x = normalEquations.solve(lambda, 2);
    for (int i = 0; i < n; i++) {
      double gradient = (i == 2 ? 1e-6 : lambda) * x[i];
      for (int row = 0; row < rows; row++) {
        double fit = 0;
        for (int j = 0; j < n; j++) {
          fit += a[row][j] * x[j];
        }
        gradient += weight[row] * (fit - z[row]) * a[row][i];
      }
      assertEquals(0, gradient, 1e-9);
    }
  }

  @Test
  void theConstantBearsNoPenalty() {
    NormalEquations normalEquations = new NormalEquations(2);
    for (int row = 0; row < 10; row++) {
      normalEquations.add(new double[] {1, row % 2}, 7, 1);
    }
    assertEquals(7, normalEquations.solve(1e6, 0)[0], 1e-4);
  }

  @Test
  void leavingABlockOutIsTheSameAsNeverHavingSeenIt() {
    NormalEquations one = new NormalEquations(2);
    one.add(new double[] {1, 2}, 3, 1);
    one.add(new double[] {1, -1}, 1, 2);
    NormalEquations two = new NormalEquations(2);
    two.add(new double[] {1, 9}, -4, 1);
    NormalEquations all = new NormalEquations(2);
    all.add(one, 1);
    all.add(two, 1);
    all.add(two, -1);
    assertArrayEquals(one.solve(0.1, 0), all.solve(0.1, 0), 1e-9);
  }

  @Test
  void aBatchOfRowsIsTheSameToTheBitAsOneRowAfterTheOther() {
    SplittableRandom random = new SplittableRandom(2);
    int n = 7;
    NormalEquations single = new NormalEquations(n);
    NormalEquations batches = new NormalEquations(n);
    for (int batch = 0; batch < 9; batch++) {
      double[][] rows = new double[NormalEquations.BATCH][n];
      double[] targets = random.doubles(NormalEquations.BATCH).toArray();
      double[] weights = random.doubles(NormalEquations.BATCH).toArray();
      for (int row = 0; row < rows.length; row++) {
        Arrays.setAll(rows[row], i -> random.nextDouble() - 0.5);
        // One of the first two columns, as of an hour of day.
        rows[row][random.nextInt(2)] = 0;
        single.add(rows[row], targets[row], weights[row]);
      }
      batches.addBatch(rows, targets, weights);
    }
    assertArrayEquals(single.state(), batches.state(), 0);
    assertArrayEquals(single.solve(0.1, 0), batches.solve(0.1, 0), 0);
  }

  @Test
  void withoutARowEveryCoefficientIsZero() {
    assertArrayEquals(new double[3], new NormalEquations(3).solve(1, 1), 0);
  }
}
