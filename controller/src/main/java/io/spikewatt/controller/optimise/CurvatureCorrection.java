package io.spikewatt.controller.optimise;

/**
 * How values curve between two levels of a storage. A straight line lies above a convex curve, so
 * values that are only known on levels look too dear between them; with two storages, of which one
 * can do the other's work, that adds up slot by slot. Of the second differences at both levels the
 * smaller one is taken for the curve between: it keeps convex values convex, and does nothing
 * beside a bend that lies on a level, such as a car's goal.
 */
final class CurvatureCorrection {

  private CurvatureCorrection() {}

  /** Part of the second difference by which the curve lies below the line, 0..1/8. */
  static double below(double part) {
    return part * (1 - part) / 2;
  }

  /** Whether both ends of the cell above level {@code i} of {@code levels} have neighbours. */
  static boolean known(int i, int levels) {
    return i > 0 && i + 2 < levels;
  }

  /** Second difference between a level and the next, whose values stand {@code by} apart. */
  static double of(double[] values, int at, int by) {
    return of(values[at - by], values[at], values[at + by], values[at + 2 * by]);
  }

  /** The same of four values on levels, between the middle ones; 0 where one is infinite. */
  static double of(double before, double low, double high, double after) {
    double middle = high - low;
    double first = middle - (low - before);
    double second = after - high - middle;
    double least =
        first > 0 ? Math.max(0, Math.min(first, second)) : Math.min(0, Math.max(first, second));
    return Math.abs(least) < Double.POSITIVE_INFINITY ? least : 0;
  }
}
