package io.spikewatt.inference.train;

import io.spikewatt.inference.tree.BoostedTrees;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Boosts trees, each on other rows and on half of the features. The signs of the residuals choose
 * the splits, so that rare large errors do not dominate. The leaves hold the median and the mean of
 * the residuals of the two sums. Confined to one call of {@link #fit}. Deterministic.
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
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final TreeGrower grower;

  /** Rows that the tree is grown on, ascending. */
  private final int[] drawn;

  private final int[] features = new int[TREES * BoostedTrees.DEPTH];
  private final int[] bins = new int[TREES * BoostedTrees.DEPTH];
  private final int[] thresholds = new int[TREES * BoostedTrees.DEPTH];

  TreeTrainer(OriginSequence sequence, BooleanSupplier cancelled) {
    this.sequence = sequence;
    this.cancelled = cancelled;
    rows = new TreeRows(sequence, SEED);
    drawn = new int[Math.min(ROWS_A_TREE, rows.count())];
    grower = new TreeGrower(rows.binned, drawn.length, CALM);
  }

  /**
   * Trees of all rows, and trees without one block each.
   *
   * @param all fitted to all rows
   * @param without trees that ask the same questions; leaves of each are fitted without one of
   *     {@link LinearTrainer#BLOCKS} blocks
   */
  record CrossFittedTrees(BoostedTrees all, BoostedTrees[] without) {}

  /**
   * Grows the trees once: questions take nearly all of the time, and hardly depend on a fifth of
   * the rows. When cancelled, the trees must be thrown away.
   */
  CrossFittedTrees fit() {
    int trees = rows.count() == 0 ? 0 : TREES;
    Fold all = new Fold(-1);
    Fold[] without = new Fold[LinearTrainer.BLOCKS];
    Arrays.setAll(without, Fold::new);
    for (int tree = 0; tree < trees && !cancelled.getAsBoolean(); tree++) {
      draw();
      grow(tree, all.median);
      byte[] leafOf = leaves(tree);
      all.fit(tree, leafOf);
      for (Fold fold : without) {
        fold.fit(tree, leafOf);
      }
    }
    return new CrossFittedTrees(
        all.trees(), Arrays.stream(without).map(Fold::trees).toArray(BoostedTrees[]::new));
  }

  /** One of each stretch: as even over the year as all rows are. */
  private void draw() {
    long count = rows.count();
    for (int i = 0; i < drawn.length; i++) {
      long from = i * count / drawn.length;
      drawn[i] = (int) random.nextLong(from, (i + 1L) * count / drawn.length);
    }
  }

  /** Finds the questions of a tree. */
  private void grow(int tree, float[] median) {
    grower.take(drawn, row -> Math.signum(rows.target[row] - median[row]));
    for (int depth = 0; depth < BoostedTrees.DEPTH; depth++) {
      TreeGrower.Question best = grower.split(random, FEATURE_SHARE);
      int question = tree * BoostedTrees.DEPTH + depth;
      features[question] = best.feature();
      bins[question] = best.bin();
      int[] bounds = rows.binned.bounds()[best.feature()];
      thresholds[question] = bounds.length == 0 ? 0 : bounds[best.bin()];
    }
  }

  /** Leaf of each row. */
  private byte[] leaves(int tree) {
    byte[] leafOf = new byte[rows.count()];
    for (int depth = 0; depth < BoostedTrees.DEPTH; depth++) {
      int question = tree * BoostedTrees.DEPTH + depth;
      byte[] of = rows.binned.bins()[features[question]];
      int bin = bins[question];
      for (int row = 0; row < leafOf.length; row++) {
        leafOf[row] = (byte) (2 * leafOf[row] + (of[row] > bin ? 1 : 0));
      }
    }
    return leafOf;
  }

  /** First row whose origin is in a block or in one after it. */
  private int first(int block) {
    int row = 0;
    while (row < rows.count() && LinearTrainer.block(rows.origin(row), sequence.size()) < block) {
      row++;
    }
    return row;
  }

  /** Leaves of all trees, fitted to all rows but those of a block. */
  private final class Fold {
    private final int gapFrom;
    private final int gapTo;
    private final float[] median = new float[rows.count()];
    private final float[] mean = new float[rows.count()];
    private final float[] residual = new float[drawn.length];
    private final float[] medians = new float[TREES * BoostedTrees.LEAVES];
    private final float[] means = new float[TREES * BoostedTrees.LEAVES];
    private final float middle;
    private final float average;

    /** {@code block}: the one that is left out; below 0 = none. */
    Fold(int block) {
      gapFrom = block < 0 ? 0 : first(block);
      gapTo = block < 0 ? 0 : first(block + 1);
      float[] targets = new float[rows.count() - (gapTo - gapFrom)];
      System.arraycopy(rows.target, 0, targets, 0, gapFrom);
      System.arraycopy(rows.target, gapTo, targets, gapFrom, rows.count() - gapTo);
      double sum = 0;
      for (float target : targets) {
        sum += target;
      }
      Arrays.sort(targets);
      middle = targets.length == 0 ? 0 : targets[targets.length / 2];
      average = targets.length == 0 ? 0 : (float) (sum / targets.length);
      Arrays.fill(median, middle);
      Arrays.fill(mean, average);
    }

    BoostedTrees trees() {
      return new BoostedTrees(features, thresholds, medians, means, middle, average);
    }

    /** Fits the leaves of a tree to the drawn rows, and adds the tree to the forecasts. */
    void fit(int tree, byte[] leafOf) {
      TreeGrower.Gap gap = gap();
      int at = tree * BoostedTrees.LEAVES;
      double[] ofMedian = grower.quantiles(residuals(median), gap, 0.5, RATE);
      double[] ofMean = grower.means(residuals(mean), gap, RATE);
      for (int leaf = 0; leaf < BoostedTrees.LEAVES; leaf++) {
        medians[at + leaf] = (float) ofMedian[leaf];
        means[at + leaf] = (float) ofMean[leaf];
      }
      for (int row = 0; row < leafOf.length; row++) {
        median[row] += medians[at + leafOf[row]];
        mean[row] += means[at + leafOf[row]];
      }
    }

    /** The drawn rows of the block. */
    private TreeGrower.Gap gap() {
      return new TreeGrower.Gap(place(gapFrom), place(gapTo));
    }

    private int place(int row) {
      int found = Arrays.binarySearch(drawn, row);
      return found >= 0 ? found : -found - 1;
    }

    private float[] residuals(float[] said) {
      for (int i = 0; i < drawn.length; i++) {
        residual[i] = rows.target[drawn[i]] - said[drawn[i]];
      }
      return residual;
    }
  }
}
