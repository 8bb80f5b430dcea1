package io.spikewatt.inference.train;

import io.spikewatt.inference.score.Score;

/**
 * Rows that quantiles are learnt from; those of a nowcaster are in the order of time. A target is
 * how far an outcome is from the last value, in the model's scale; a weight is what an error of 1
 * costs.
 *
 * @param count number of rows; the arrays may be longer
 * @param features inputs a row
 * @param x rows × features, standardised
 * @param windows targets a row
 * @param y rows × windows; NaN = unknown
 * @param weight rows × windows, their mean about 1
 */
public record QuantileRows(
    int count, int features, float[] x, int windows, float[] y, float[] weight) {

  /** Number of the first rows that are learnt from; the rest decides when to stop. */
  public int learnt() {
    return count * 9 / 10;
  }

  /** Quantile of a window's value; a window's values are P10, P50, P90 and the mean. */
  public static float quantile(int value) {
    return value == 0 ? 0.1f : value == 1 ? 0.5f : 0.9f;
  }

  /** Weighted pinball loss of a row's window, summed over the three quantiles. */
  double loss(int row, int window, float[] predicted, int at) {
    float actual = y[row * windows + window];
    double sum = 0;
    for (int v = 0; v < 3; v++) {
      sum += Score.pinball(quantile(v), actual - predicted[at + v]);
    }
    return sum * weight[row * windows + window];
  }
}
