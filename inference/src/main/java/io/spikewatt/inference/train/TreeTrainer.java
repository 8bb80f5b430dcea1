package io.spikewatt.inference.train;

import io.spikewatt.inference.tree.BoostedTrees;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Boosts trees, each on other rows and on half of the features. The signs of the residuals choose
 * the splits, so that rare large errors do not dominate. The leaves hold the median and the mean of
 * the residuals of the two sums. Deterministic.
 */
final class TreeTrainer {
  private static final int TREES = 100;
  private static final double RATE = 0.15;
  private static final int ROWS_A_TREE = 10_000;
  private static final double FEATURE_SHARE = 0.5;

  /** Regularisation: rows with a residual of 0 that are added to each leaf. */
  private static final double CALM = 60;

  private static final long SEED = 1;

  private final OriginSequence sequence;
  private final TreeRows rows;
  private final BooleanSupplier cancelled;

  TreeTrainer(OriginSequence sequence, BooleanSupplier cancelled) {
    this.sequence = sequence;
    this.cancelled = cancelled;
    rows = new TreeRows(sequence, SEED);
  }

  /** Trees of all rows. When cancelled, they must be thrown away. */
  BoostedTrees fit() {
    return new Run(0, 0).trees();
  }

  /** Trees fitted without one of {@link LinearTrainer#BLOCKS} blocks each. */
  BoostedTrees[] without() {
    BoostedTrees[] trees = new BoostedTrees[LinearTrainer.BLOCKS];
    Arrays.setAll(trees, b -> new Run(first(b), first(b + 1)).trees());
    return trees;
  }

  /** First row whose origin is in a block or in one after it. */
  private int first(int block) {
    int row = 0;
    while (row < rows.count() && LinearTrainer.block(rows.origin(row), sequence.size()) < block) {
      row++;
    }
    return row;
  }

  /** One boosting, on all rows but those of a gap. */
  private final class Run {
    private final int gapFrom;
    private final int gapTo;
    private final int[] drawn;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final TreeGrower grower;
    private final float[] residual;
    private final float[] median;
    private final float[] mean;
    private final int[] features = new int[TREES * BoostedTrees.DEPTH];
    private final int[] thresholds = new int[TREES * BoostedTrees.DEPTH];
    private final float[] medians = new float[TREES * BoostedTrees.LEAVES];
    private final float[] means = new float[TREES * BoostedTrees.LEAVES];

    Run(int gapFrom, int gapTo) {
      this.gapFrom = gapFrom;
      this.gapTo = gapTo;
      drawn = new int[Math.min(ROWS_A_TREE, rowCount())];
      grower = new TreeGrower(rows.binned, drawn.length, CALM);
      residual = new float[drawn.length];
      median = new float[rows.count()];
      mean = new float[rows.count()];
    }

    BoostedTrees trees() {
      float[] targets = new float[rowCount()];
      double sum = 0;
      for (int i = 0; i < targets.length; i++) {
        targets[i] = rows.target[row(i)];
        sum += targets[i];
      }
      Arrays.sort(targets);
      float middle = targets.length == 0 ? 0 : targets[targets.length / 2];
      float average = targets.length == 0 ? 0 : (float) (sum / targets.length);
      Arrays.fill(median, middle);
      Arrays.fill(mean, average);
      for (int tree = 0; tree < TREES && drawn.length > 0 && !cancelled.getAsBoolean(); tree++) {
        grow(tree);
      }
      return new BoostedTrees(features, thresholds, medians, means, middle, average);
    }

    private int rowCount() {
      return rows.count() - (gapTo - gapFrom);
    }

    private int row(int index) {
      return index < gapFrom ? index : index + gapTo - gapFrom;
    }

    private void grow(int tree) {
      long count = rowCount();
      for (int i = 0; i < drawn.length; i++) {
        // One of each stretch: as even over the year as all rows are.
        long from = i * count / drawn.length;
        drawn[i] = row((int) random.nextLong(from, (i + 1L) * count / drawn.length));
      }
      grower.take(drawn, row -> Math.signum(rows.target[row] - median[row]));
      for (int depth = 0; depth < BoostedTrees.DEPTH; depth++) {
        TreeGrower.Question best = grower.split(random, FEATURE_SHARE);
        features[tree * BoostedTrees.DEPTH + depth] = best.feature();
        thresholds[tree * BoostedTrees.DEPTH + depth] =
            rows.binned.bounds()[best.feature()][best.bin()];
      }
      int at = tree * BoostedTrees.LEAVES;
      TreeGrower.Leaves leaves = grower.leaves(residuals(median));
      double[] meanShares = grower.means(residuals(mean), RATE);
      for (int l = 0; l < BoostedTrees.LEAVES; l++) {
        medians[at + l] = (float) leaves.quantile(l, 0.5, RATE);
        means[at + l] = (float) meanShares[l];
      }
      add(tree, at);
    }

    private float[] residuals(float[] said) {
      for (int i = 0; i < drawn.length; i++) {
        residual[i] = rows.target[drawn[i]] - said[drawn[i]];
      }
      return residual;
    }

    private void add(int tree, int at) {
      byte[][] bins = new byte[BoostedTrees.DEPTH][];
      int[] bin = new int[BoostedTrees.DEPTH];
      for (int depth = 0; depth < BoostedTrees.DEPTH; depth++) {
        int feature = features[tree * BoostedTrees.DEPTH + depth];
        bins[depth] = rows.binned.bins()[feature];
        bin[depth] =
            Arrays.binarySearch(
                rows.binned.bounds()[feature], thresholds[tree * BoostedTrees.DEPTH + depth]);
      }
      for (int i = 0; i < median.length; i++) {
        int leaf = 0;
        for (int depth = 0; depth < BoostedTrees.DEPTH; depth++) {
          leaf = 2 * leaf + (bins[depth][i] > bin[depth] ? 1 : 0);
        }
        median[i] += medians[at + leaf];
        mean[i] += means[at + leaf];
      }
    }
  }
}
