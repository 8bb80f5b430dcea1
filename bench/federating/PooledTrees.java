import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.QuantileTreeTrainer;
import io.spikewatt.inference.tree.QuantileTrees;

/** Boosted trees of all sites' rows: the usual model of a server that has the data. */
final class PooledTrees implements HeldOut.Model {
  private static final int MEDIAN = 1;

  private final QuantileTrees trees;

  /**
   * @param rows in random order, since the last tenth decides the number of trees
   */
  PooledTrees(QuantileRows rows, long seed) {
    trees = new QuantileTreeTrainer(rows, seed).train(0, () -> false);
  }

  @Override
  public double error(float[] inputs) {
    int[] onGrid = new int[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      onGrid[i] = InputGrid.ofNear(inputs[i]);
    }
    float[] values = new float[QuantileTrees.VALUES];
    trees.predict(onGrid, values, 0);
    return values[MEDIAN];
  }
}
