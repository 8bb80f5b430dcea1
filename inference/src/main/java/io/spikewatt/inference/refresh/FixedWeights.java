package io.spikewatt.inference.refresh;

import io.spikewatt.inference.linear.LinearBank;

/** Weights of linear models as whole numbers of 2^-24, models × columns. */
final class FixedWeights {
  /** Binary places of an input and of a weight; a sum has twice as many. */
  static final int PLACES = 24;

  /** Sum of a model's absolute weights below which 64 bits hold every sum of inputs up to 8. */
  private static final double MOST = 1 << 11;

  /** So that a weight is an int. */
  private static final double LARGEST = 1 << 7;

  private final int[][] codes;

  /**
   * @throws IllegalArgumentException if a weight is not finite, or if a sum could overflow
   */
  FixedWeights(LinearBank bank) {
    codes = new int[bank.weights().length][];
    for (int model = 0; model < codes.length; model++) {
      float[] weights = bank.weights()[model];
      codes[model] = new int[weights.length];
      double sum = 0;
      for (int c = 0; c < weights.length; c++) {
        if (!(Math.abs(weights[c]) < LARGEST)) {
          throw new IllegalArgumentException("a weight of " + weights[c]);
        }
        sum += Math.abs(weights[c]);
        codes[model][c] = (int) Math.rint(Math.scalb((double) weights[c], PLACES));
      }
      if (!(sum < MOST)) {
        throw new IllegalArgumentException("weights that sum to " + sum);
      }
    }
  }

  int[] of(int model) {
    return codes[model];
  }

  /** A weight times an input of 1. */
  static long whole(int weight) {
    return (long) weight << PLACES;
  }

  static float toFloat(long sum) {
    return (float) Math.scalb((double) sum, -2 * PLACES);
  }
}
