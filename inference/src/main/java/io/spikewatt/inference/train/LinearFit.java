package io.spikewatt.inference.train;

import io.spikewatt.inference.linear.LinearBank;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A fitted bank, and the banks fitted without one block of the training rows each. The latter give
 * out-of-sample forecasts of those rows on demand, so that none need be stored.
 *
 * @param bank fitted on all blocks
 * @param without fitted on all blocks but one, one bank a block
 */
record LinearFit(LinearBank bank, LinearBank[] without) {

  /** A convex mixture of fits of one design, which is again such a fit. */
  static LinearFit mixed(LinearFit[] fits, double[] shares) {
    LinearBank[] without = new LinearBank[fits[0].without.length];
    for (int b = 0; b < without.length; b++) {
      int block = b;
      without[b] = mixed(banks(fits, fit -> fit.without[block]), shares);
    }
    return new LinearFit(mixed(banks(fits, LinearFit::bank), shares), without);
  }

  private static LinearBank[] banks(LinearFit[] fits, Function<LinearFit, LinearBank> which) {
    return Arrays.stream(fits).map(which).toArray(LinearBank[]::new);
  }

  private static LinearBank mixed(LinearBank[] banks, double[] shares) {
    float[][] weights = new float[banks[0].weights().length][banks[0].weights()[0].length];
    for (int i = 0; i < banks.length; i++) {
      add(weights, banks[i].weights(), shares[i]);
    }
    return new LinearBank(weights);
  }

  private static void add(float[][] to, float[][] from, double share) {
    for (int i = 0; i < to.length; i++) {
      for (int j = 0; j < to[i].length; j++) {
        to[i][j] += (float) (share * from[i][j]);
      }
    }
  }
}
