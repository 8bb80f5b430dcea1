package io.spikewatt.inference.train;

/** Finds the value that would be at one place of a sorted array, in linear time. */
final class Selection {
  private Selection() {}

  /**
   * The value at {@code place} if {@code values} were sorted between {@code from} and {@code to};
   * reorders that range.
   *
   * @param values without NaN
   * @param to after the last
   */
  static float of(float[] values, int from, int to, int place) {
    int low = from;
    int high = to - 1;
    while (low < high) {
      float pivot = middle(values[low], values[low + high >>> 1], values[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          float kept = values[i];
          values[i++] = values[j];
          values[j--] = kept;
        }
      }
      if (place <= j) {
        high = j;
      } else if (place >= i) {
        low = i;
      } else {
        return values[place];
      }
    }
    return values[place];
  }

  private static float middle(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
