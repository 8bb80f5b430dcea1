package io.spikewatt.inference.graded;

import java.util.Arrays;

/**
 * State of a {@link GradedNetwork} between steps: what was sent, the receivers' sums, and the
 * counts of operations. One per thread, created by its network.
 */
public final class GradedState {
  /** What each sender has sent in all, in its threshold; inputs, first, second. */
  final int[] sent;

  /** The same at threshold 0, in standard deviations. */
  final double[] sentExactly;

  /** Sums of received weights: first layer and outputs' skips, second layer, outputs. */
  final int[][] sums;

  /** The same at threshold 0. */
  final double[][] exactSums;

  /** Activations of the hidden layers. */
  final float[][] hidden;

  final float[] output;

  long steps;
  long sends;
  long operations;
  long idleSteps;

  GradedState(GradedTopology shape, boolean exact) {
    int inputWidth = shape.first() + shape.outputs();
    sent = new int[exact ? 0 : shape.senders()];
    sentExactly = new double[exact ? shape.senders() : 0];
    sums =
        exact
            ? new int[0][]
            : new int[][] {new int[inputWidth], new int[shape.second()], new int[shape.outputs()]};
    exactSums =
        exact
            ? new double[][] {
              new double[inputWidth], new double[shape.second()], new double[shape.outputs()]
            }
            : new double[0][];
    hidden = new float[][] {new float[shape.first()], new float[shape.second()]};
    output = new float[shape.outputs()];
  }

  void reset() {
    Arrays.fill(sent, 0);
    Arrays.fill(sentExactly, 0);
    for (int[] layer : sums) {
      Arrays.fill(layer, 0);
    }
    for (double[] layer : exactSums) {
      Arrays.fill(layer, 0);
    }
    steps = 0;
    sends = 0;
    operations = 0;
    idleSteps = 0;
  }

  /** Outputs of the last step; overwritten by the next. */
  public float[] output() {
    return output;
  }
}
