package io.spikewatt.inference.tree;

import io.spikewatt.inference.fixedpoint.InputGrid;

/**
 * A sum of symmetric decision trees for single rows. All values of a leaf share the tree's
 * questions: P10, P50, P90 and the mean. Immutable.
 *
 * @param features trees × {@link BoostedTrees#DEPTH}: which feature a question is about
 * @param thresholds likewise, on the {@link InputGrid}: is the feature above?
 * @param start where the sums begin, {@link #VALUES}
 * @param leaves trees × {@link BoostedTrees#LEAVES} × {@link #VALUES}; the first question is the
 *     highest bit
 */
public record QuantileTrees(int[] features, int[] thresholds, float[] start, float[] leaves) {
  /** Values of a leaf. */
  public static final int VALUES = 4;

  public QuantileTrees {
    int count = features.length / BoostedTrees.DEPTH;
    if (features.length != count * BoostedTrees.DEPTH
        || thresholds.length != features.length
        || start.length != VALUES
        || leaves.length != count * BoostedTrees.LEAVES * VALUES) {
      throw new IllegalArgumentException("trees that do not fit together");
    }
  }

  public int count() {
    return features.length / BoostedTrees.DEPTH;
  }

  /** Sums for a row on the {@link InputGrid}, in fixed order: {@link #VALUES} at {@code at} on. */
  public void predict(int[] x, float[] y, int at) {
    float a = start[0];
    float b = start[1];
    float c = start[2];
    float d = start[3];
    for (int question = 0, first = 0;
        question < features.length;
        first += BoostedTrees.LEAVES * VALUES) {
      int leaf = 0;
      for (int depth = 0; depth < BoostedTrees.DEPTH; depth++, question++) {
        leaf = leaf << 1 | (thresholds[question] - x[features[question]]) >>> 31;
      }
      int value = first + leaf * VALUES;
      a += leaves[value];
      b += leaves[value + 1];
      c += leaves[value + 2];
      d += leaves[value + 3];
    }
    y[at] = a;
    y[at + 1] = b;
    y[at + 2] = c;
    y[at + 3] = d;
  }
}
