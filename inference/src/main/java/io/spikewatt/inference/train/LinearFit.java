package io.spikewatt.inference.train;

import io.spikewatt.inference.linear.LinearBank;

/**
 * A fitted bank, and what it would have said about its own training rows had it not seen them.
 *
 * @param bank fitted on all blocks
 * @param crossFitted origins × leads; each block forecast by a fit of the others
 */
record LinearFit(LinearBank bank, float[][] crossFitted) {

  /** A convex mixture of fits of one design, which is again such a fit. */
  static LinearFit mixed(LinearFit[] fits, double[] shares) {
    float[][] weights = zeros(fits[0].bank.weights());
    float[][] crossFitted = zeros(fits[0].crossFitted);
    for (int i = 0; i < fits.length; i++) {
      add(weights, fits[i].bank.weights(), shares[i]);
      add(crossFitted, fits[i].crossFitted, shares[i]);
    }
    return new LinearFit(new LinearBank(weights), crossFitted);
  }

  private static float[][] zeros(float[][] like) {
    float[][] zeros = new float[like.length][];
    for (int i = 0; i < like.length; i++) {
      zeros[i] = new float[like[i].length];
    }
    return zeros;
  }

  private static void add(float[][] to, float[][] from, double share) {
    for (int i = 0; i < to.length; i++) {
      for (int j = 0; j < to[i].length; j++) {
        to[i][j] += (float) (share * from[i][j]);
      }
    }
  }
}
