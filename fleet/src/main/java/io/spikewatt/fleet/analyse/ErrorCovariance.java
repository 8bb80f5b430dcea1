package io.spikewatt.fleet.analyse;

import java.util.Arrays;
import java.util.List;

/**
 * Covariance of the nodes' forecast errors, from past ones. Errors count as unbiased, as in
 * Wickramasuriya, Athanasopoulos and Hyndman (2019). Moments count in which every node is known.
 */
final class ErrorCovariance {

  /**
   * Variance, beside the mean of all, that a node has at least: a constant site is no certainty.
   */
  private static final double LEAST_VARIANCE = 1e-6;

  private ErrorCovariance() {}

  /**
   * Variances alone.
   *
   * @param errors moments × nodes, outcome less forecast, NaN = unknown
   * @throws IllegalArgumentException if there are less than two moments
   */
  static double[] variances(List<double[]> errors) {
    List<double[]> known = known(errors);
    double[] variances = new double[known.getFirst().length];
    for (double[] row : known) {
      for (int node = 0; node < variances.length; node++) {
        variances[node] += row[node] * row[node] / known.size();
      }
    }
    double mean = Arrays.stream(variances).average().orElse(0);
    double least = mean > 0 ? LEAST_VARIANCE * mean : 1;
    return Arrays.stream(variances).map(variance -> Math.max(least, variance)).toArray();
  }

  /**
   * The whole matrix, its correlations shrunk towards 0 by as much as their own uncertainty asks
   * for (Schäfer and Strimmer 2005).
   */
  static double[][] shrunk(List<double[]> errors) {
    double[] variances = variances(errors);
    List<double[]> known = known(errors);
    int n = variances.length;
    int rows = known.size();
    double[][] mean = new double[n][n];
    double uncertain = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double scale = Math.sqrt(variances[i] * variances[j]);
        double sum = 0;
        double ofSquares = 0;
        for (double[] row : known) {
          double product = row[i] * row[j] / scale;
          sum += product;
          ofSquares += product * product;
        }
        double correlation = sum / rows;
        mean[i][j] = correlation;
        uncertain += (ofSquares / rows - correlation * correlation) / (rows - 1);
        squares += correlation * correlation;
      }
    }
    double shrinkage = squares > 0 ? Math.clamp(uncertain / squares, 0, 1) : 1;
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      covariance[i][i] = variances[i];
      for (int j = 0; j < i; j++) {
        double value = (1 - shrinkage) * mean[i][j] * Math.sqrt(variances[i] * variances[j]);
        covariance[i][j] = value;
        covariance[j][i] = value;
      }
    }
    return covariance;
  }

  private static List<double[]> known(List<double[]> errors) {
    List<double[]> known =
        errors.stream().filter(row -> Arrays.stream(row).allMatch(Double::isFinite)).toList();
    if (known.size() < 2) {
      throw new IllegalArgumentException(
          "two moments with every node's error expected, found " + known.size());
    }
    return known;
  }
}
