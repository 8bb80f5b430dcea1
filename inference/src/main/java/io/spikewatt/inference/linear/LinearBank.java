package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.OriginRows;

/**
 * The coefficients of a design's models.
 *
 * @param weights models × columns
 */
public record LinearBank(float[][] weights) {

  /** Number of coefficients. */
  public int parameters() {
    return weights.length * weights[0].length;
  }

  /** Forecasts every lead, in scaled units, unbounded. */
  public void predict(Design design, OriginRows rows, double[] columns, float[] out) {
    for (int lead = 0; lead < rows.leads(); lead++) {
      design.fill(rows, lead, columns);
      out[lead] =
          (float) dot(weights[design.model(rows.first() + lead, rows.hour()[lead])], columns);
    }
  }

  private static double dot(float[] w, double[] columns) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * columns[i];
    }
    return sum;
  }
}
