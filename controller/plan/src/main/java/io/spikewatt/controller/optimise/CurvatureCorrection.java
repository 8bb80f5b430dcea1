package io.spikewatt.controller.optimise;

/**
 * Curvature of values between two levels of a storage. A straight line lies above a convex curve,
 * so interpolated values are too dear; with two storages that can replace each other, the error
 * adds up slot by slot. The smaller second difference of both levels keeps convex values convex,
 * and adds nothing beside a kink on a level, such as a car's goal.
 */
final class CurvatureCorrection {

  private CurvatureCorrection() {}

  /** Share of the second difference by which the curve is below the line, 0..1/8. */
  static double below(double part) {
    return part * (1 - part) / 2;
  }

  /** Whether both ends of the cell above level {@code i} of {@code levels} have neighbours. */
  static boolean known(int i, int levels) {
    return i > 0 && i + 2 < levels;
  }

  /**
   * Second difference between a level and the next, whose values are {@code by} apart in the array.
   */
  static double of(double[] values, int at, int by) {
    return of(values[at - by], values[at], values[at + by], values[at + 2 * by]);
  }

  /** The same for four values on levels, between the middle ones; 0 where one is infinite. */
  static double of(double before, double low, double high, double after) {
    double middle = high - low;
    double first = middle - (low - before);
    double second = after - high - middle;
    double least = smaller(first, second);
    return Math.abs(least) < Double.POSITIVE_INFINITY ? least : 0;
  }

  /** The second difference closer to 0; 0 if their signs differ. */
  static double smaller(double first, double second) {
    return Math.max(Math.min(first, 0), Math.min(Math.max(first, 0), second));
  }
}
