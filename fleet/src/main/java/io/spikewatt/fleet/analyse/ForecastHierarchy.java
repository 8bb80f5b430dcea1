package io.spikewatt.fleet.analyse;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums over sites that forecasts have to keep. A node is a sum or a site; sums come first.
 *
 * @param sites number of sites, at least 1
 * @param sums indices of the sites that each sum adds up
 */
public record ForecastHierarchy(int sites, List<List<Integer>> sums) {

  public ForecastHierarchy {
    List<List<Integer>> copies = new ArrayList<>();
    for (List<Integer> sum : sums) {
      if (sum.isEmpty() || sum.stream().anyMatch(site -> site < 0 || site >= sites)) {
        throw new IllegalArgumentException("a sum over %s of %d sites".formatted(sum, sites));
      }
      copies.add(List.copyOf(sum));
    }
    sums = List.copyOf(copies);
  }

  /** One feeder: the sum of all its sites. */
  public static ForecastHierarchy feeder(int sites) {
    return new ForecastHierarchy(sites, List.of(IntStream.range(0, sites).boxed().toList()));
  }

  public int nodes() {
    return sums.size() + sites;
  }

  /**
   * Values of all nodes.
   *
   * @param values of the sites; one that is missing (NaN) leaves its sums missing
   */
  public double[] summed(double[] values) {
    double[] nodes = new double[nodes()];
    for (int node = 0; node < sums.size(); node++) {
      for (int site : sums.get(node)) {
        nodes[node] += values[site];
      }
    }
    System.arraycopy(values, 0, nodes, sums.size(), sites);
    return nodes;
  }

  /** Rows of the summing matrix S, nodes × sites: 1 where a node contains a site. */
  double[][] matrix() {
    double[][] matrix = new double[nodes()][sites];
    for (int node = 0; node < sums.size(); node++) {
      for (int site : sums.get(node)) {
        matrix[node][site] = 1;
      }
    }
    for (int site = 0; site < sites; site++) {
      matrix[sums.size() + site][site] = 1;
    }
    return matrix;
  }
}
