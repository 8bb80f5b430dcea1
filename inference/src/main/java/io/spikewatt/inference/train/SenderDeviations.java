package io.spikewatt.inference.train;

import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import java.util.Arrays;

/** How much each sender of a network moves on rows: what its threshold is a part of. */
public final class SenderDeviations {
  private static final int MOST_ROWS = 4000;

  private SenderDeviations() {}

  /** Standard deviations of all senders on the rows that are learnt from; inputs are at 1. */
  public static float[] of(QuantileRows rows, GradedWeights weights) {
    GradedTopology shape = weights.topology();
    DenseNetwork network = new DenseNetwork(weights);
    float[] output = new float[shape.outputs()];
    double[] sum = new double[shape.senders()];
    double[] squares = new double[sum.length];
    int every = Math.max(1, rows.learnt() / MOST_ROWS);
    int count = 0;
    for (int row = 0; row < rows.learnt(); row += every) {
      network.step(rows.x(), row * shape.inputs(), output);
      add(network.first(), shape.inputs(), sum, squares);
      add(network.second(), shape.inputs() + shape.first(), sum, squares);
      count++;
    }
    float[] deviation = new float[sum.length];
    Arrays.fill(deviation, 0, shape.inputs(), 1);
    for (int s = shape.inputs(); s < deviation.length; s++) {
      double mean = sum[s] / count;
      deviation[s] = (float) Math.sqrt(Math.max(0, squares[s] / count - mean * mean));
    }
    return deviation;
  }

  private static void add(float[] activity, int sender, double[] sum, double[] squares) {
    for (int j = 0; j < activity.length; j++) {
      sum[sender + j] += activity[j];
      squares[sender + j] += (double) activity[j] * activity[j];
    }
  }
}
