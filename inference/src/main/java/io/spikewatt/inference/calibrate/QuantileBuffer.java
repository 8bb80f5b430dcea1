package io.spikewatt.inference.calibrate;

/**
 * Numbers of which a quantile is wanted once. It is found by bisection of their bits, which have
 * the order of the numbers: each step counts all, and no branch has to be foretold. Room is made
 * once. Not thread-safe.
 */
final class QuantileBuffer {
  private static final int LARGEST = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private final int[] bits;
  private int count;

  /**
   * @param room greatest number of numbers
   */
  QuantileBuffer(int room) {
    bits = new int[room];
  }

  void clear() {
    count = 0;
  }

  /**
   * @param number {@code >= 0}
   */
  void add(float number) {
    bits[count++] = Float.floatToRawIntBits(number);
  }

  boolean isEmpty() {
    return count == 0;
  }

  /**
   * The least number that has, with all that are not above it, a share of them.
   *
   * @param share above 0, 1 at most
   * @throws IllegalStateException without numbers
   */
  float quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("no numbers");
    }
    double need = share * count;
    int low = 0;
    int high = LARGEST;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (notAbove(middle) >= need) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return Float.intBitsToFloat(low);
  }

  private int notAbove(int bound) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (bits[i] - bound - 1) >>> 31;
    }
    return sum;
  }
}
