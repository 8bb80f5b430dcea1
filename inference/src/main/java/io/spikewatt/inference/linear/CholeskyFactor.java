package io.spikewatt.inference.linear;

import java.util.Arrays;

/** A symmetric positive definite matrix A = U'U, factorised to solve Ax = b. Immutable. */
public final class CholeskyFactor {

  /** Pivot below which, beside the diagonal's element, a matrix counts as singular. */
  private static final double LEAST_PIVOT = 1e-13;

  private final double[][] upper;

  private CholeskyFactor(double[][] upper) {
    this.upper = upper;
  }

  /**
   * Factorises; reads the upper triangle only.
   *
   * @param matrix n × n
   * @throws ArithmeticException if it is not positive definite
   */
  public static CholeskyFactor of(double[][] matrix) {
    double[] least = new double[matrix.length];
    Arrays.setAll(least, i -> LEAST_PIVOT * matrix[i][i]);
    double[][] upper = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < upper.length; i++) {
      if (!(upper[i][i] > least[i])) {
        throw new ArithmeticException("row " + i + " of the matrix depends on those before");
      }
      eliminate(upper, i);
    }
    return new CholeskyFactor(upper);
  }

  /**
   * The same for a matrix with penalties on its diagonal, which only rounding makes singular:
   * {@code leastPivot}, above 0, replaces each smaller pivot.
   */
  static CholeskyFactor of(double[][] matrix, double leastPivot) {
    double[][] upper = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < upper.length; i++) {
      upper[i][i] = Math.max(upper[i][i], leastPivot);
      eliminate(upper, i);
    }
    return new CholeskyFactor(upper);
  }

  /** Takes row i, and what it explains of the rows below; the inner loop runs along rows. */
  private static void eliminate(double[][] upper, int i) {
    double[] line = upper[i];
    double pivot = Math.sqrt(line[i]);
    line[i] = pivot;
    for (int j = i + 1; j < line.length; j++) {
      line[j] /= pivot;
    }
    for (int row = i + 1; row < upper.length; row++) {
      double factor = line[row];
      if (factor != 0) {
        double[] to = upper[row];
        for (int j = row; j < line.length; j++) {
          to[j] -= factor * line[j];
        }
      }
    }
  }

  /** The x of Ax = b; b has n values. */
  public double[] solve(double[] b) {
    int n = upper.length;
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      x[i] /= upper[i][i];
      for (int j = i + 1; j < n; j++) {
        x[j] -= upper[i][j] * x[i];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = x[i];
      for (int j = i + 1; j < n; j++) {
        sum -= upper[i][j] * x[j];
      }
      x[i] = sum / upper[i][i];
    }
    return x;
  }
}
