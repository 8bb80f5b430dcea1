package io.spikewatt.inference.feature;

/** Sorts a handful of numbers (no NaN) by fixed exchanges, without unpredictable branches. */
final class SortingNetwork {
  private static final byte[] OF_SEVEN = {
    0, 6, 2, 3, 4, 5, 0, 2, 1, 4, 3, 6, 0, 1, 2, 5, 3, 4, 1, 2, 4, 6, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6
  };

  private SortingNetwork() {}

  /** Ascending, in place. */
  static void four(double[] v) {
    exchange(v, 0, 1);
    exchange(v, 2, 3);
    exchange(v, 0, 2);
    exchange(v, 1, 3);
    exchange(v, 1, 2);
  }

  /** Ascending, in place. */
  static void seven(double[] v) {
    for (int i = 0; i < OF_SEVEN.length; i += 2) {
      exchange(v, OF_SEVEN[i], OF_SEVEN[i + 1]);
    }
  }

  private static void exchange(double[] v, int low, int high) {
    double a = v[low];
    double b = v[high];
    v[low] = Math.min(a, b);
    v[high] = Math.max(a, b);
  }
}
