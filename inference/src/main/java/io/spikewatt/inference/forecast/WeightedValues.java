package io.spikewatt.inference.forecast;

/**
 * Values with weights, of which a quantile is wanted once. Room is made once; looking changes the
 * order and nothing else. Not thread-safe.
 */
final class WeightedValues {
  private final double[] values;
  private final double[] weights;
  private int count;
  private double total;

  /**
   * @param room greatest number of values
   */
  WeightedValues(int room) {
    values = new double[room];
    weights = new double[room];
  }

  void clear() {
    count = 0;
    total = 0;
  }

  /**
   * @param weight {@code > 0}
   */
  void add(double value, double weight) {
    values[count] = value;
    weights[count++] = weight;
    total += weight;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Sum of the weights. */
  double total() {
    return total;
  }

  /**
   * The least value that has, with all that are not above it, a share of the weight: quickselect.
   *
   * @param share 0 to 1
   * @throws IllegalStateException without values
   */
  double quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("no values");
    }
    int low = 0;
    int high = count - 1;
    double need = share * total;
    while (low < high) {
      double pivot = middle(values[low], values[(low + high) >>> 1], values[high]);
      int less = low;
      int more = high;
      double below = 0;
      double equal = 0;
      for (int i = low; i <= more; ) {
        double value = values[i];
        if (value < pivot) {
          below += weights[i];
          exchange(i++, less++);
        } else if (value > pivot) {
          exchange(i, more--);
        } else {
          // Not a number counts as equal, so that the search ends whatever comes in.
          equal += weights[i++];
        }
      }
      if (need <= below) {
        high = less - 1;
      } else if (need <= below + equal || more == high) {
        return pivot;
      } else {
        need -= below + equal;
        low = more + 1;
      }
    }
    return values[low];
  }

  private static double middle(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private void exchange(int i, int j) {
    double value = values[i];
    double weight = weights[i];
    values[i] = values[j];
    weights[i] = weights[j];
    values[j] = value;
    weights[j] = weight;
  }
}
