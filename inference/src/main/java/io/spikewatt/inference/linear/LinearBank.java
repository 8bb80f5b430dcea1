package io.spikewatt.inference.linear;

/** The coefficients of a design's models, models × columns. */
public record LinearBank(float[][] weights) {

  /** Number of coefficients. */
  public int parameters() {
    return weights.length * weights[0].length;
  }

  /** Sum of products in double, in an order that is fixed: four sums side by side. */
  static double dot(float[] w, int at, float[] x, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += (double) w[at + i] * x[from + i];
      b += (double) w[at + i + 1] * x[from + i + 1];
      c += (double) w[at + i + 2] * x[from + i + 2];
      d += (double) w[at + i + 3] * x[from + i + 3];
    }
    for (; i < count; i++) {
      a += (double) w[at + i] * x[from + i];
    }
    return (a + b) + (c + d);
  }
}
