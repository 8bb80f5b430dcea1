package io.spikewatt.inference.ahead;

import java.util.Arrays;

/** The known part of a series, one finite value a step from step 0 on. Grows. */
final class ValueHistory {

  private double[] values = new double[1 << 10];
  private int size;
  private double sum;

  /** Steps known. */
  int size() {
    return size;
  }

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
    sum += value;
  }

  /** Value of step {@code t}, 0 &lt;= t &lt; size. */
  double at(int t) {
    return values[t];
  }

  /** Whether step {@code t} is known. */
  boolean has(int t) {
    return t >= 0 && t < size;
  }

  /** Mean of all steps, 0 before the first. */
  double mean() {
    return size == 0 ? 0 : sum / size;
  }

  /**
   * Mean of the same time on {@code days} days, the newest at or before step {@code t}; of fewer
   * where the history is shorter.
   */
  double sameTime(int t, int perDay, int days) {
    double total = 0;
    int n = 0;
    for (int s = t; n < days && s >= 0; s -= perDay) {
      total += values[s];
      n++;
    }
    return n == 0 ? 0 : total / n;
  }

  /** Mean of the newest {@code steps} steps, of fewer where the history is shorter. */
  double recent(int steps) {
    double total = 0;
    int n = Math.min(steps, size);
    for (int s = size - n; s < size; s++) {
      total += values[s];
    }
    return n == 0 ? 0 : total / n;
  }

  /** Largest value of the same time on {@code days} days, the newest at or before {@code t}. */
  double sameTimeMost(int t, int perDay, int days) {
    double most = Double.NEGATIVE_INFINITY;
    for (int n = 0, s = t; n < days && s >= 0; n++, s -= perDay) {
      most = Math.max(most, values[s]);
    }
    return most == Double.NEGATIVE_INFINITY ? 0 : most;
  }

  /** Smallest value of the same time on {@code days} days, the newest at or before {@code t}. */
  double sameTimeLeast(int t, int perDay, int days) {
    double least = Double.POSITIVE_INFINITY;
    for (int n = 0, s = t; n < days && s >= 0; n++, s -= perDay) {
      least = Math.min(least, values[s]);
    }
    return least == Double.POSITIVE_INFINITY ? 0 : least;
  }
}
