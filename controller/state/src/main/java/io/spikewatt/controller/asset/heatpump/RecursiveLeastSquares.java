package io.spikewatt.controller.asset.heatpump;

/** Linear regression that takes one row after the other and forgets old ones. */
final class RecursiveLeastSquares {

  private final double forget;
  private final double[] weights;
  private final double[][] covariance;

  /**
   * @param columns numbers in a row
   * @param prior variance of each weight around 0 before any row
   * @param forget weight of a row after the next one, 0..1
   */
  RecursiveLeastSquares(int columns, double prior, double forget) {
    this.forget = forget;
    this.weights = new double[columns];
    this.covariance = new double[columns][columns];
    for (int i = 0; i < columns; i++) {
      covariance[i][i] = prior;
    }
  }

  double predict(double[] row) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += weights[i] * row[i];
    }
    return sum;
  }

  void learn(double[] row, double outcome) {
    int n = row.length;
    double[] gain = new double[n];
    double scale = forget;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        gain[i] += covariance[i][j] * row[j];
      }
      scale += gain[i] * row[i];
    }
    double error = outcome - predict(row);
    for (int i = 0; i < n; i++) {
      weights[i] += gain[i] / scale * error;
      for (int j = 0; j <= i; j++) {
        double left = (covariance[i][j] - gain[i] * gain[j] / scale) / forget;
        covariance[i][j] = left;
        covariance[j][i] = left;
      }
    }
  }
}
