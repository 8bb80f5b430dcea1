package io.spikewatt.inference.ahead;

import java.util.Arrays;

/**
 * What forecasts of a lead for a time of day were off by, as equally likely classes: errors of the
 * last weeks, those first that were made when the forecast was much like now's, sorted and cut into
 * parts, each with its mean. So bias and tails stay, and a clear day's are not a dull day's.
 */
public final class ErrorBins {

  private static final int FEWEST_DAYS = 7;

  /** Part of the days whose forecasts were most like now's, and how many these are at least. */
  private static final double ALIKE = 0.7;

  private static final int FEWEST_ALIKE = 21;

  private final int perDay;
  private final int leads;
  private final int classes;
  private final int days;
  private final double[][] issued;
  private final double[][][] errors;
  private final double[][][] forecasts;
  private final int[][] count;
  private final double[] off;
  private final double[] sorted;
  private final double[] far;
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
    this.forecasts = new double[leads + 1][perDay][days];
    this.count = new int[leads + 1][perDay];
    this.off = new double[classes];
    this.sorted = new double[days];
    this.far = new double[days];
  }

  /**
   * Takes the value of the next step, and what is forecast for the steps after it.
   *
   * @param forecast by lead, from index 1
   */
  public void tell(double value, double[] forecast) {
    int time = steps % perDay;
    for (int lead = 1; lead <= leads && lead <= steps; lead++) {
      int n = count[lead][time]++ % days;
      int origin = (steps - lead) % (leads + 1);
      errors[lead][time][n] = value - issued[origin][lead];
      forecasts[lead][time][n] = issued[origin][lead];
    }
    System.arraycopy(forecast, 1, issued[steps % (leads + 1)], 1, leads);
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
    double[] e = errors[lead][time];
    double[] f = forecasts[lead][time];
    double now = issued[(steps - 1) % (leads + 1)][lead];
    for (int i = 0; i < n; i++) {
      far[i] = Math.abs(f[i] - now);
    }
    int wanted = (int) Math.min(n, Math.max(FEWEST_ALIKE, Math.round(ALIKE * n)));
    double limit = Double.POSITIVE_INFINITY;
    if (wanted < n) {
      System.arraycopy(far, 0, sorted, 0, n);
      Arrays.sort(sorted, 0, n);
      limit = sorted[wanted - 1];
    }
    int m = 0;
    for (int i = 0; i < n; i++) {
      if (far[i] <= limit) {
        sorted[m++] = e[i];
      }
    }
    Arrays.sort(sorted, 0, m);
    cut(m);
    return off;
  }

  private void cut(int n) {
    for (int z = 0; z < classes; z++) {
      double from = (double) z * n / classes;
      double to = (double) (z + 1) * n / classes;
      double sum = 0;
      for (int i = (int) from; i < n && i < to; i++) {
        sum += sorted[i] * (Math.min(to, i + 1) - Math.max(from, i));
      }
      off[z] = sum / (to - from);
    }
  }
}
