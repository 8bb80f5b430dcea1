package io.spikewatt.fleet.analyse;

import io.spikewatt.inference.linear.CholeskyFactor;
import java.util.List;

/**
 * Makes forecasts of sites and of their sums agree: the nearest forecasts that add up, where
 * distance is measured by W, the covariance of the errors (Wickramasuriya, Athanasopoulos and
 * Hyndman, 2019). With the summing matrix S, the sites' forecasts are (S'W⁻¹S)⁻¹S'W⁻¹ times those
 * of all nodes. Immutable.
 */
public final class ForecastReconciliation {

  private final ForecastHierarchy hierarchy;

  /** Sites × nodes: from base forecasts to the sites' reconciled ones. */
  private final double[][] projection;

  private ForecastReconciliation(ForecastHierarchy hierarchy, double[][] projection) {
    this.hierarchy = hierarchy;
    this.projection = projection;
  }

  /**
   * @param errors of past base forecasts, moments × nodes, outcome less forecast, NaN = unknown;
   *     only WLS and MINT read them
   * @throws IllegalArgumentException if they are needed and fewer than two moments are known
   */
  public static ForecastReconciliation of(
      ForecastHierarchy hierarchy, ReconciliationMethod method, List<double[]> errors) {
    double[][] summing = hierarchy.matrix();
    // W⁻¹S
    double[][] weighted =
        switch (method) {
          case BOTTOM_UP -> bottom(hierarchy);
          case OLS -> summing;
          case WLS -> divided(summing, ErrorCovariance.variances(errors));
          case MINT -> solved(CholeskyFactor.of(ErrorCovariance.shrunk(errors)), summing);
        };
    CholeskyFactor normal = CholeskyFactor.of(product(summing, weighted));
    double[][] projection = new double[hierarchy.sites()][hierarchy.nodes()];
    for (int node = 0; node < hierarchy.nodes(); node++) {
      double[] column = normal.solve(weighted[node]);
      for (int site = 0; site < column.length; site++) {
        projection[site][node] = column[site];
      }
    }
    return new ForecastReconciliation(hierarchy, projection);
  }

  /**
   * Reconciled forecasts of all nodes; sums are the sums of their sites to rounding.
   *
   * @param base one a node, all finite
   * @throws IllegalArgumentException if one is missing: it must not count as 0
   */
  public double[] reconciled(double[] base) {
    double[] sites = new double[projection.length];
    for (int node = 0; node < base.length; node++) {
      if (!Double.isFinite(base[node])) {
        throw new IllegalArgumentException("no forecast of node " + node);
      }
      for (int site = 0; site < sites.length; site++) {
        sites[site] += projection[site][node] * base[node];
      }
    }
    return hierarchy.summed(sites);
  }

  /** S with the sums' weight 0. */
  private static double[][] bottom(ForecastHierarchy hierarchy) {
    double[][] matrix = hierarchy.matrix();
    for (int node = 0; node < hierarchy.sums().size(); node++) {
      matrix[node] = new double[hierarchy.sites()];
    }
    return matrix;
  }

  private static double[][] divided(double[][] rows, double[] by) {
    double[][] divided = new double[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        divided[i][j] = rows[i][j] / by[i];
      }
    }
    return divided;
  }

  private static double[][] solved(CholeskyFactor factor, double[][] right) {
    int columns = right[0].length;
    double[][] solved = new double[right.length][columns];
    double[] column = new double[right.length];
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < column.length; i++) {
        column[i] = right[i][j];
      }
      double[] x = factor.solve(column);
      for (int i = 0; i < column.length; i++) {
        solved[i][j] = x[i];
      }
    }
    return solved;
  }

  /** Left'right. */
  private static double[][] product(double[][] left, double[][] right) {
    int n = left[0].length;
    double[][] product = new double[n][n];
    for (int node = 0; node < left.length; node++) {
      for (int i = 0; i < n; i++) {
        double factor = left[node][i];
        if (factor != 0) {
          for (int j = 0; j < n; j++) {
            product[i][j] += factor * right[node][j];
          }
        }
      }
    }
    return product;
  }
}
