package io.spikewatt.inference.train;

import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.tree.BoostedTrees;
import io.spikewatt.inference.tree.QuantileTrees;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Boosts trees of quantiles, a sum of trees a window. Trees take turns in asking what separates the
 * outcomes above P50, P10 or P90 from those below; the leaves of each hold all three and the mean.
 * Rows are drawn in proportion to their weight. The number of trees is what did best on the last
 * tenth of the rows. Deterministic.
 */
public final class QuantileTreeTrainer {
  private static final int TREES = 120;
  private static final int LOOK = 5;
  private static final double RATE = 0.1;
  private static final int ROWS_A_TREE = 15_000;
  private static final double FEATURE_SHARE = 0.5;
  private static final double CALM = 30;
  private static final int CUT_EVERY = 10;
  private static final int[] TURNS = {1, 0, 2};

  private final QuantileRows rows;
  private final long seed;
  private final FeatureBins binned;

  public QuantileTreeTrainer(QuantileRows rows, long seed) {
    this.rows = rows;
    this.seed = seed;
    binned = binned();
  }

  private FeatureBins binned() {
    int features = rows.features();
    int[][] bounds = new int[features][];
    byte[][] bins = new byte[features][rows.count()];
    int[] values = new int[(rows.learnt() + CUT_EVERY - 1) / CUT_EVERY];
    for (int f = 0; f < features; f++) {
      for (int i = 0; i < values.length; i++) {
        values[i] = InputGrid.ofNear(rows.x()[i * CUT_EVERY * features + f]);
      }
      bounds[f] = FeatureBins.cut(values);
      for (int row = 0; row < rows.count(); row++) {
        bins[f][row] = FeatureBins.bin(bounds[f], InputGrid.ofNear(rows.x()[row * features + f]));
      }
    }
    return new FeatureBins(bounds, bins);
  }

  /** Trees of a window. When cancelled, they must be thrown away. */
  public QuantileTrees train(int window, BooleanSupplier cancelled) {
    return new Run(window).trees(cancelled);
  }

  /** One window's boosting. */
  private final class Run {
    private final int window;

    /** Rows with a known target that are learnt from, and the sums of their weights. */
    private final int[] known;

    private final double[] weights;
    private final int[] drawn;
    private final float[] residual;
    private final float[][] said = new float[QuantileTrees.VALUES][rows.count()];
    private final TreeGrower grower;
    private final SplittableRandom random = new SplittableRandom(seed);
    private final int[] features = new int[TREES * BoostedTrees.DEPTH];
    private final int[] bounds = new int[TREES * BoostedTrees.DEPTH];
    private final int[] thresholds = new int[TREES * BoostedTrees.DEPTH];
    private final float[] leaves = new float[TREES * BoostedTrees.LEAVES * QuantileTrees.VALUES];

    Run(int window) {
      this.window = window;
      int[] found = new int[rows.learnt()];
      int count = 0;
      for (int row = 0; row < found.length; row++) {
        if (!Double.isNaN(target(row)) && weight(row) > 0) {
          found[count++] = row;
        }
      }
      known = Arrays.copyOf(found, count);
      weights = new double[count + 1];
      for (int i = 0; i < count; i++) {
        weights[i + 1] = weights[i] + weight(known[i]);
      }
      drawn = new int[Math.min(ROWS_A_TREE, count)];
      residual = new float[drawn.length];
      grower = new TreeGrower(binned, drawn.length, CALM);
    }

    private float target(int row) {
      return rows.y()[row * rows.windows() + window];
    }

    private float weight(int row) {
      return rows.weight()[row * rows.windows() + window];
    }

    QuantileTrees trees(BooleanSupplier cancelled) {
      float[] start = start();
      for (int v = 0; v < QuantileTrees.VALUES; v++) {
        Arrays.fill(said[v], start[v]);
      }
      int best = 0;
      double least = validationLoss();
      int tree = 0;
      for (; tree < TREES && drawn.length > 0 && !cancelled.getAsBoolean(); tree++) {
        grow(tree);
        if ((tree + 1) % LOOK == 0) {
          double loss = validationLoss();
          if (loss < least) {
            least = loss;
            best = tree + 1;
          }
        }
      }
      int questions = best * BoostedTrees.DEPTH;
      return new QuantileTrees(
          Arrays.copyOf(features, questions),
          Arrays.copyOf(thresholds, questions),
          start,
          Arrays.copyOf(leaves, best * BoostedTrees.LEAVES * QuantileTrees.VALUES));
    }

    private float[] start() {
      if (drawn.length == 0) {
        return new float[QuantileTrees.VALUES];
      }
      draw();
      double sum = 0;
      for (int i = 0; i < drawn.length; i++) {
        residual[i] = target(drawn[i]);
        sum += residual[i];
      }
      float[] start = new float[QuantileTrees.VALUES];
      float[] sorted = residual.clone();
      Arrays.sort(sorted);
      for (int v = 0; v < QuantileTrees.VALUES - 1; v++) {
        start[v] = sorted[(int) (QuantileRows.quantile(v) * sorted.length)];
      }
      start[QuantileTrees.VALUES - 1] = (float) (sum / drawn.length);
      return start;
    }

    /** One row of each stretch of equal weight. */
    private void draw() {
      double total = weights[known.length];
      int at = 0;
      for (int i = 0; i < drawn.length; i++) {
        double place = (i + random.nextDouble()) * total / drawn.length;
        while (at + 1 < known.length && weights[at + 1] <= place) {
          at++;
        }
        drawn[i] = known[at];
      }
    }

    private void grow(int tree) {
      draw();
      int turn = TURNS[tree % TURNS.length];
      float q = QuantileRows.quantile(turn);
      grower.take(drawn, row -> target(row) > said[turn][row] ? q : q - 1);
      for (int depth = 0; depth < BoostedTrees.DEPTH; depth++) {
        TreeGrower.Question best = grower.split(random, FEATURE_SHARE);
        int question = tree * BoostedTrees.DEPTH + depth;
        features[question] = best.feature();
        bounds[question] = best.bin();
        int[] of = binned.bounds()[best.feature()];
        thresholds[question] = of.length == 0 ? 0 : of[best.bin()];
      }
      for (int v = 0; v < QuantileTrees.VALUES; v++) {
        for (int i = 0; i < drawn.length; i++) {
          residual[i] = target(drawn[i]) - said[v][drawn[i]];
        }
        double[] share = shares(v);
        for (int leaf = 0; leaf < BoostedTrees.LEAVES; leaf++) {
          leaves[place(tree, leaf, v)] = (float) share[leaf];
        }
      }
      add(tree);
    }

    private double[] shares(int value) {
      if (value == QuantileTrees.VALUES - 1) {
        return grower.means(residual, RATE);
      }
      TreeGrower.Leaves sorted = grower.leaves(residual);
      double[] share = new double[BoostedTrees.LEAVES];
      Arrays.setAll(share, leaf -> sorted.quantile(leaf, QuantileRows.quantile(value), RATE));
      return share;
    }

    private static int place(int tree, int leaf, int value) {
      return (tree * BoostedTrees.LEAVES + leaf) * QuantileTrees.VALUES + value;
    }

    private void add(int tree) {
      for (int row = 0; row < rows.count(); row++) {
        int leaf = 0;
        for (int depth = 0; depth < BoostedTrees.DEPTH; depth++) {
          int question = tree * BoostedTrees.DEPTH + depth;
          leaf = 2 * leaf + (binned.bins()[features[question]][row] > bounds[question] ? 1 : 0);
        }
        for (int v = 0; v < QuantileTrees.VALUES; v++) {
          said[v][row] += leaves[place(tree, leaf, v)];
        }
      }
    }

    private double validationLoss() {
      double sum = 0;
      float[] values = new float[QuantileTrees.VALUES];
      for (int row = rows.learnt(); row < rows.count(); row++) {
        for (int v = 0; v < values.length; v++) {
          values[v] = said[v][row];
        }
        double loss = rows.loss(row, window, values, 0);
        sum += !Double.isNaN(loss) ? loss : 0;
      }
      return sum;
    }
  }
}
