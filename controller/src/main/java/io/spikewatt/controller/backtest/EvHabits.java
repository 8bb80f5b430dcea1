package io.spikewatt.controller.backtest;

import java.util.Arrays;

/**
 * When a charger's next car may come, learnt from the last ones: the time of day by which half of
 * them came, the middle stay, the mean of what they brought and wanted.
 */
final class EvHabits {

  private static final int FEWEST = 5;
  private static final int MOST = 28;

  private final int perDay;
  private final int[] arrivals = new int[MOST];
  private final int[] stays = new int[MOST];
  private final double[] brought = new double[MOST];
  private final double[] wanted = new double[MOST];
  private final int[] sorted = new int[MOST];
  private int sessions;

  EvHabits(int perDay) {
    this.perDay = perDay;
  }

  /** A car has come, and has said how long it stays. Charges 0..1. */
  void came(int step, int stay, double socArrive, double socRequired) {
    int i = sessions++ % MOST;
    arrivals[i] = step % perDay;
    stays[i] = stay;
    brought[i] = socArrive;
    wanted[i] = socRequired;
  }

  /** Whether there is anything to go by. */
  boolean known() {
    return sessions >= FEWEST;
  }

  /** Step by which the next car has come as likely as not, after {@code step}. */
  int nextArrival(int step) {
    int n = Math.min(sessions, MOST);
    for (int i = 0; i < n; i++) {
      sorted[i] = Math.floorMod(arrivals[i] - step - 1, perDay);
    }
    Arrays.sort(sorted, 0, n);
    return step + 1 + sorted[n / 2];
  }

  int stay() {
    int n = Math.min(sessions, MOST);
    System.arraycopy(stays, 0, sorted, 0, n);
    Arrays.sort(sorted, 0, n);
    return sorted[n / 2];
  }

  double brings() {
    return mean(brought);
  }

  double wants() {
    return mean(wanted);
  }

  private double mean(double[] values) {
    int n = Math.min(sessions, MOST);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += values[i];
    }
    return sum / n;
  }
}
