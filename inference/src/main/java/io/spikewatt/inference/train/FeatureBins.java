package io.spikewatt.inference.train;

import java.util.Arrays;

/**
 * Rows of features, each cut into at most {@link #BINS} bins that hold about as many rows each: a
 * byte a feature and row.
 *
 * @param bounds features × ascending upper bounds of all bins but the last, on the grid of {@code
 *     InputGrid}
 * @param bins features × rows: bin of each
 */
record FeatureBins(int[][] bounds, byte[][] bins) {
  static final int BINS = 64;

  /** Bounds of a feature from a sample of its values, which is sorted. */
  static int[] cut(int[] values) {
    Arrays.sort(values);
    int[] bounds = new int[BINS - 1];
    int count = 0;
    for (int bin = 1; bin < BINS && values.length > 0; bin++) {
      int bound = values[(int) ((long) bin * values.length / BINS)];
      if (count == 0 || bound > bounds[count - 1]) {
        bounds[count++] = bound;
      }
    }
    return Arrays.copyOf(bounds, count);
  }

  static byte bin(int[] bounds, int value) {
    int found = Arrays.binarySearch(bounds, value);
    return (byte) (found >= 0 ? found : -found - 1);
  }
}
