package io.spikewatt.inference.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CholeskyFactorTest {

  @Test
  void a_solution_fulfils_its_equations() {
    SplittableRandom random = new SplittableRandom(1);
    int n = 40;
    double[][] root = new double[n][n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextDouble() - 0.5;
      for (int j = 0; j < n; j++) {
        root[i][j] = random.nextDouble() - 0.5 + (i == j ? 2 : 0);
      }
    }
    double[][] matrix = new double[n][n];
    double[] b = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          matrix[i][j] += root[i][k] * root[j][k];
        }
        b[i] += matrix[i][j] * x[j];
      }
    }
    double[] solved = CholeskyFactor.of(matrix).solve(b);
    for (int i = 0; i < n; i++) {
      assertEquals(x[i], solved[i], 1e-9);
    }
  }

  @Test
  void a_singular_matrix_is_refused() {
    assertThrows(
        ArithmeticException.class, () -> CholeskyFactor.of(new double[][] {{1, 2}, {2, 4}}));
    assertThrows(ArithmeticException.class, () -> CholeskyFactor.of(new double[][] {{0}}));
    assertThrows(ArithmeticException.class, () -> CholeskyFactor.of(new double[][] {{Double.NaN}}));
  }
}
