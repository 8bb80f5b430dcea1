package io.spikewatt.fleet.analyse;

/** A symmetric positive definite matrix A = LL', factorised to solve Ax = b. Immutable. */
final class CholeskyFactor {

  /** Pivot below which, beside the diagonal's element, a matrix counts as singular. */
  private static final double LEAST_PIVOT = 1e-13;

  private final double[][] lower;

  private CholeskyFactor(double[][] lower) {
    this.lower = lower;
  }

  /**
   * Factorises; reads the lower triangle only.
   *
   * @param matrix n × n
   * @throws ArithmeticException if it is not positive definite
   */
  static CholeskyFactor of(double[][] matrix) {
    int n = matrix.length;
    double[][] lower = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] row = new double[i + 1];
      for (int j = 0; j < i; j++) {
        row[j] = (matrix[i][j] - dot(row, lower[j], j)) / lower[j][j];
      }
      double pivot = matrix[i][i] - dot(row, row, i);
      if (!(pivot > LEAST_PIVOT * matrix[i][i])) {
        throw new ArithmeticException("row " + i + " of the matrix depends on those before");
      }
      row[i] = Math.sqrt(pivot);
      lower[i] = row;
    }
    return new CholeskyFactor(lower);
  }

  /**
   * The x of Ax = b.
   *
   * @param b n values
   */
  double[] solve(double[] b) {
    int n = lower.length;
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = (b[i] - dot(lower[i], x, i)) / lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = x[i];
      for (int j = i + 1; j < n; j++) {
        sum -= lower[j][i] * x[j];
      }
      x[i] = sum / lower[i][i];
    }
    return x;
  }

  private static double dot(double[] one, double[] other, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
