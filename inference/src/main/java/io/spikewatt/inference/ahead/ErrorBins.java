package io.spikewatt.inference.ahead;

import java.util.Arrays;

/**
 * What forecasts of a lead for a time of day were off by: the errors of the last weeks, sorted and
 * cut into equally likely classes, each with its mean; so bias and tails stay.
 */
public final class ErrorBins {

  private static final int FEWEST_DAYS = 7;

  private final int perDay;
  private final int leads;
  private final int classes;
  private final int days;
  private final double[][] issued;
  private final double[][][] errors;
  private final int[][] count;
  private final double[][][] off;
  private final double[] sorted;
  private int steps;

  /**
   * @param days how many days back errors count
   */
  public ErrorBins(int perDay, int leads, int classes, int days) {
    this.perDay = perDay;
    this.leads = leads;
    this.classes = classes;
    this.days = days;
    this.issued = new double[leads + 1][leads + 1];
    this.errors = new double[leads + 1][perDay][days];
    this.count = new int[leads + 1][perDay];
    this.off = new double[leads + 1][perDay][classes];
    this.sorted = new double[days];
  }

  /**
   * Takes the value of the next step, and what is forecast for the steps after it.
   *
   * @param ahead by lead, from index 1
   */
  public void tell(double value, double[] ahead) {
    int time = steps % perDay;
    for (int lead = 1; lead <= leads && lead <= steps; lead++) {
      double error = value - issued[(steps - lead) % (leads + 1)][lead];
      int n = count[lead][time]++;
      errors[lead][time][n % days] = error;
      cut(lead, time, Math.min(n + 1, days));
    }
    System.arraycopy(ahead, 1, issued[steps % (leads + 1)], 1, leads);
    steps++;
  }

  /** Error of each class for the step {@code lead} after the newest one, ascending. */
  public double[] off(int lead) {
    return off[lead][(steps - 1 + lead) % perDay];
  }

  private void cut(int lead, int time, int n) {
    if (n < FEWEST_DAYS) {
      return;
    }
    System.arraycopy(errors[lead][time], 0, sorted, 0, n);
    Arrays.sort(sorted, 0, n);
    double[] out = off[lead][time];
    for (int z = 0; z < classes; z++) {
      double from = (double) z * n / classes;
      double to = (double) (z + 1) * n / classes;
      double sum = 0;
      for (int i = (int) from; i < n && i < to; i++) {
        sum += sorted[i] * (Math.min(to, i + 1) - Math.max(from, i));
      }
      out[z] = sum / (to - from);
    }
  }
}
