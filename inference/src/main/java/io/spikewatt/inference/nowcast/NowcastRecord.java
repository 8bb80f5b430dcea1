package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.score.Score;
import io.spikewatt.inference.train.QuantileRows;
import java.util.Arrays;

/**
 * Record of the blend's members by the outcomes of past nowcasts. Weights follow the pinball loss
 * by exponentiated gradient, one set a window; each side of a window's band has a factor that
 * follows how often outcomes were beyond (Gibbs and Candès 2021). Old evidence weighs half after
 * ten days. Confined to one thread.
 */
final class NowcastRecord {
  private static final double MINUTES_PER_DAY = 1440;
  private static final double KEEP = StrictMath.pow(0.5, 1 / (10 * MINUTES_PER_DAY));

  /** Step of a weight's logarithm in a day of gradients as large as the blend's loss. */
  private static final double RATE = 3 / MINUTES_PER_DAY;

  /** Step of a factor's logarithm in a day of outcomes. */
  private static final double GAIN = 0.6 / MINUTES_PER_DAY;

  /** Outcomes after which the first, faster steps of a factor end. */
  private static final double SETTLED = 300;

  private static final double MAX_GRADIENT = 1;
  private static final double BEYOND = 0.1;
  private static final double LEAST_FACTOR = StrictMath.log(0.3);
  private static final double GREATEST_FACTOR = StrictMath.log(4);

  private final double[][] prior;
  private final double[][] evidence;
  private final double[] loss = new double[NowcastWindows.COUNT];
  private final double[] outcomes = new double[NowcastWindows.COUNT];
  private final double[][] factor;
  private final double[] weights;

  /** Weights to start from and return to (sum 1), and logarithms of band factors, by window. */
  NowcastRecord(double[][] prior, double[][] factor) {
    this.prior = prior;
    this.factor = Arrays.stream(factor).map(double[]::clone).toArray(double[][]::new);
    evidence = new double[NowcastWindows.COUNT][prior[0].length];
    weights = new double[prior[0].length];
  }

  /** Weights of a window's members, their sum 1; overwritten by the next call. */
  double[] weights(int window) {
    double top = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = prior[window][k] > 0 ? Math.log(prior[window][k]) + evidence[window][k] : -1e9;
      top = Math.max(top, weights[k]);
    }
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.exp(weights[k] - top);
      sum += weights[k];
    }
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= sum;
    }
    return weights;
  }

  /** Factor on median - P10 of a window. */
  double low(int window) {
    return Math.exp(factor[window][0]);
  }

  /** Factor on P90 - median of a window. */
  double high(int window) {
    return Math.exp(factor[window][1]);
  }

  /**
   * Learns from an outcome.
   *
   * @param members members × {@link NowcastWindows#OUTPUTS}, W
   * @param blend the blend before the band's factors, likewise
   * @param actual mean power of the window, W
   */
  void learn(int window, float[][] members, float[] blend, double actual) {
    int at = window * NowcastWindows.VALUES;
    double lost = 0;
    for (int v = 0; v <= NowcastWindows.P90; v++) {
      lost += Score.pinball(QuantileRows.quantile(v), actual - blend[at + v]);
    }
    double n = ++outcomes[window];
    double keep = Math.min(n / (n + 1), 1 - 1 / MINUTES_PER_DAY);
    loss[window] = keep * loss[window] + (1 - keep) * lost;
    for (int k = 0; k < members.length; k++) {
      double gradient = 0;
      for (int v = 0; v <= NowcastWindows.P90; v++) {
        double q = QuantileRows.quantile(v);
        double slope = actual < blend[at + v] ? 1 - q : -q;
        gradient += slope * (members[k][at + v] - blend[at + v]);
      }
      double step =
          loss[window] > 0 ? Math.clamp(gradient / loss[window], -MAX_GRADIENT, MAX_GRADIENT) : 0;
      evidence[window][k] = KEEP * evidence[window][k] - RATE * step;
    }
    calibrate(window, blend, actual);
  }

  private void calibrate(int window, float[] blend, double actual) {
    int at = window * NowcastWindows.VALUES;
    double median = blend[at + NowcastWindows.P50];
    double below = median - blend[at + NowcastWindows.P10];
    double above = blend[at + NowcastWindows.P90] - median;
    double gain = GAIN + 3 / MINUTES_PER_DAY * SETTLED / (SETTLED + outcomes[window]);
    if (below > 0) {
      move(window, 0, gain * ((median - actual > low(window) * below ? 1 : 0) - BEYOND));
    }
    if (above > 0) {
      move(window, 1, gain * ((actual - median > high(window) * above ? 1 : 0) - BEYOND));
    }
  }

  private void move(int window, int side, double by) {
    factor[window][side] = Math.clamp(factor[window][side] + by, LEAST_FACTOR, GREATEST_FACTOR);
  }

  /** Number of outcomes of the first window. */
  long outcomes() {
    return (long) outcomes[0];
  }
}
