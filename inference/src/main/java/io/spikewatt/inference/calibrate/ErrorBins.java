package io.spikewatt.inference.calibrate;

import java.util.Arrays;

/**
 * Forecast errors by lead and time of day, as equally likely classes: errors of the last weeks,
 * each divided by the spread at its origin, sorted and cut into parts. The means of the parts are
 * scaled by the present spread. This keeps bias and tails, and separates broken from clear skies.
 */
public final class ErrorBins {

  private static final int FEWEST_DAYS = 7;

  private final int perDay;
  private final int leads;
  private final int classes;
  private final int days;
  private final double[][] issued;
  private final double[][] spreads;
  private final double[][][] errors;
  private final int[][] count;
  private final double[] off;
  private final double[] sorted;
  private int steps;

  /** {@code days} is the number of days whose errors count. */
  public ErrorBins(int perDay, int leads, int classes, int days) {
    this.perDay = perDay;
    this.leads = leads;
    this.classes = classes;
    this.days = days;
    this.issued = new double[leads + 1][leads + 1];
    this.spreads = new double[leads + 1][leads + 1];
    this.errors = new double[leads + 1][perDay][days];
    this.count = new int[leads + 1][perDay];
    this.off = new double[classes];
    this.sorted = new double[days];
  }

  /** Takes the next step's value, and by lead from index 1 a forecast and {@link ErrorSpread}. */
  public void add(double value, double[] forecast, double[] spread) {
    int time = steps % perDay;
    for (int lead = 1; lead <= leads && lead <= steps; lead++) {
      int n = count[lead][time]++ % days;
      int origin = (steps - lead) % (leads + 1);
      errors[lead][time][n] = (value - issued[origin][lead]) / spreads[origin][lead];
    }
    System.arraycopy(forecast, 1, issued[steps % (leads + 1)], 1, leads);
    System.arraycopy(spread, 1, spreads[steps % (leads + 1)], 1, leads);
    steps++;
  }

  /** Error of each class for the step {@code lead} after the newest one, ascending; reused. */
  public double[] off(int lead) {
    int time = (steps - 1 + lead) % perDay;
    int n = Math.min(count[lead][time], days);
    Arrays.fill(off, 0);
    if (n < FEWEST_DAYS) {
      return off;
    }
    System.arraycopy(errors[lead][time], 0, sorted, 0, n);
    Arrays.sort(sorted, 0, n);
    cut(n, spreads[(steps - 1) % (leads + 1)][lead]);
    return off;
  }

  private void cut(int n, double spread) {
    for (int z = 0; z < classes; z++) {
      double from = (double) z * n / classes;
      double to = (double) (z + 1) * n / classes;
      double sum = 0;
      for (int i = (int) from; i < n && i < to; i++) {
        sum += sorted[i] * (Math.min(to, i + 1) - Math.max(from, i));
      }
      off[z] = spread * sum / (to - from);
    }
  }
}
