package io.spikewatt.inference.score;

import java.util.Arrays;

/**
 * Error measures over paired arrays. An outcome that is NaN was not observed and is not scored;
 * with nothing to score every measure is NaN, which callers must not pass on.
 */
public final class Score {

  private Score() {}

  /** Number of outcomes that can be scored. */
  public static int count(double[] actual) {
    return (int) Arrays.stream(actual).filter(a -> !Double.isNaN(a)).count();
  }

  /** Mean absolute error. */
  public static double mae(double[] actual, double[] forecast) {
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      sum += Double.isNaN(actual[i]) ? 0 : Math.abs(actual[i] - forecast[i]);
    }
    return sum / count(actual);
  }

  /** Root of the mean squared error. */
  public static double rmse(double[] actual, double[] forecast) {
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      double error = Double.isNaN(actual[i]) ? 0 : actual[i] - forecast[i];
      sum += error * error;
    }
    return Math.sqrt(sum / count(actual));
  }

  /** Share of outcomes from {@code low} to {@code high}, both included. */
  public static double coverage(double[] actual, double[] low, double[] high) {
    int inside = 0;
    for (int i = 0; i < actual.length; i++) {
      inside += actual[i] >= low[i] && actual[i] <= high[i] ? 1 : 0;
    }
    return (double) inside / count(actual);
  }

  /** Pinball losses of P10, P50 and P90, summed. */
  public static double pinball(double actual, double p10, double p50, double p90) {
    return pinball(0.1, actual - p10) + pinball(0.5, actual - p50) + pinball(0.9, actual - p90);
  }

  /** Pinball loss of quantile {@code q} that is {@code error} below the outcome. */
  public static double pinball(double q, double error) {
    return Math.max(q * error, (q - 1) * error);
  }

  /** 1 - error / reference: 0 as good as the reference, 1 perfect; 0 where the reference is 0. */
  public static double skill(double error, double reference) {
    return reference > 0 ? 1 - error / reference : 0;
  }
}
