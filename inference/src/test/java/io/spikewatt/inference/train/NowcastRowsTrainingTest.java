package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.tree.QuantileTrees;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Network and trees learn the quantiles of an outcome whose middle and spread depend on inputs. */
class NowcastRowsTrainingTest {
  private static final int FEATURES = 4;
  private static final int ROWS = 6000;

  private static double middle(float[] x, int at) {
    return Math.abs(x[at]) + 0.5 * x[at + 1];
  }

  private static double spread(float[] x, int at) {
    return x[at + 2] > 0 ? 1 : 0.2;
  }

  private static QuantileRows rows() {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = new float[ROWS * FEATURES];
    float[] y = new float[ROWS];
    float[] weight = new float[ROWS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble(-2, 2);
    }
    for (int row = 0; row < ROWS; row++) {
      int at = row * FEATURES;
      y[row] = (float) (middle(x, at) + spread(x, at) * random.nextDouble(-1, 1));
      weight[row] = 1;
    }
    // Unknown outcomes must not matter.
    y[17] = Float.NaN;
    y[ROWS - 3] = Float.NaN;
    return new QuantileRows(ROWS, FEATURES, x, 1, y, weight);
  }

  private static void near(QuantileRows rows, float[][] said, double most) {
    double[] error = new double[4];
    int count = 0;
    for (int row = rows.learnt(); row < rows.count(); row++, count++) {
      int at = row * FEATURES;
      double middle = middle(rows.x(), at);
      double reach = 0.8 * spread(rows.x(), at);
      error[0] += Math.abs(said[row][0] - (middle - reach));
      error[1] += Math.abs(said[row][1] - middle);
      error[2] += Math.abs(said[row][2] - (middle + reach));
      error[3] += Math.abs(said[row][3] - middle);
    }
    for (int v = 0; v < 4; v++) {
      assertTrue(error[v] / count < most, v + ": " + error[v] / count);
    }
  }

  @Test
  void the_network_learns_them() {
    QuantileRows rows = rows();
    GradedTrainer trainer = new GradedTrainer(rows, 16, 0.05f, 128, 2000, 3);
    trainer.train(() -> false);
    DenseNetwork network = new DenseNetwork(trainer.weights());
    float[][] said = new float[ROWS][4];
    for (int row = 0; row < ROWS; row++) {
      network.step(rows.x(), row * FEATURES, said[row]);
    }
    near(rows, said, 0.13);
  }

  @Test
  void the_trees_learn_them_and_the_same_each_time() {
    QuantileRows rows = rows();
    QuantileTrees trees = new QuantileTreeTrainer(rows, 3).train(0, () -> false);
    QuantileTrees again = new QuantileTreeTrainer(rows, 3).train(0, () -> false);
    assertArrayEquals(trees.leaves(), again.leaves());
    float[][] said = new float[ROWS][4];
    for (int row = 0; row < ROWS; row++) {
      int at = row * FEATURES;
      int[] x = IntStream.range(0, FEATURES).map(f -> InputGrid.ofNear(rows.x()[at + f])).toArray();
      trees.predict(x, said[row], 0);
    }
    near(rows, said, 0.3);
  }

  @Test
  void a_cancelled_training_ends_at_once() {
    QuantileRows rows = rows();
    QuantileTrees trees = new QuantileTreeTrainer(rows, 3).train(0, () -> true);
    assertTrue(trees.count() == 0, "trees " + trees.count());
    GradedTrainer trainer = new GradedTrainer(rows, 16, 0.05f, 128, 1_000_000_000, 3);
    trainer.train(() -> true);
    assertTrue(Arrays.stream(new float[][] {trainer.weights().values()}).allMatch(w -> w[0] != 0));
  }
}
