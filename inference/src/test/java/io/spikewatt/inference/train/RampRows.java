package io.spikewatt.inference.train;

import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Rows whose outcome has a bend in one input and falls with another, without noise. */
final class RampRows {
  static final GradedTopology SHAPE = new GradedTopology(3, 8, 8, 4);
  static final int COUNT = 400;

  private RampRows() {}

  static QuantileRows all() {
    return of(bent -> bent);
  }

  /** Those on one side of the bend, -1 or 1: a site that has not seen the other one. */
  static QuantileRows side(int sign) {
    return of(bent -> sign * Math.abs(bent));
  }

  private static QuantileRows of(DoubleUnaryOperator firstInput) {
    SplittableRandom random = new SplittableRandom(1);
    float[] x = new float[COUNT * 3];
    float[] y = new float[COUNT];
    float[] weight = new float[COUNT];
    for (int row = 0; row < COUNT; row++) {
      for (int i = 0; i < 3; i++) {
        x[3 * row + i] = (float) random.nextDouble(-1, 1);
      }
      x[3 * row] = (float) firstInput.applyAsDouble(x[3 * row]);
      y[row] = Math.max(0, x[3 * row]) - 0.5f * x[3 * row + 1];
      weight[row] = 1;
    }
    return new QuantileRows(COUNT, 3, x, 1, y, weight);
  }

  /** Mean pinball loss of a network. */
  static double loss(QuantileRows rows, GradedWeights weights) {
    DenseNetwork network = new DenseNetwork(weights);
    float[] output = new float[4];
    double sum = 0;
    for (int row = 0; row < COUNT; row++) {
      network.step(rows.x(), 3 * row, output);
      sum += rows.loss(row, 0, output, 0);
    }
    return sum / COUNT;
  }
}
