package io.spikewatt.inference.refresh;

import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.tree.BoostedTrees;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The splits of boosted trees by feature, in the order of their thresholds: a tree's leaf changes
 * only when an input crosses one of them. Leaves are summed as whole numbers of 2^-32.
 */
final class SplitIndex {
  private static final int LEAF_PLACES = 32;
  private static final double LARGEST = 1 << 20;

  private final int trees;

  /** By feature: thresholds on the {@link InputGrid}, ascending. */
  private final int[][] thresholds;

  /** By feature, likewise: the split's place, tree × {@link BoostedTrees#DEPTH} + question. */
  private final int[][] splits;

  private final long[] medians;
  private final long[] means;

  /** Leaf of each tree where all inputs are 0. */
  private final byte[] first;

  private final long firstMedian;
  private final long firstMean;

  /** Refuses a tree that uses another feature, and a leaf that is not finite. */
  SplitIndex(BoostedTrees boosted, int features) {
    trees = boosted.count();
    int[] asked = boosted.features();
    if (Arrays.stream(asked).anyMatch(f -> f < 0 || f >= features)) {
      throw new IllegalArgumentException("a tree asks for a feature beyond " + features);
    }
    thresholds = new int[features][];
    splits = new int[features][];
    for (int f = 0; f < features; f++) {
      int feature = f;
      splits[f] =
          IntStream.range(0, asked.length)
              .filter(split -> asked[split] == feature)
              .boxed()
              .sorted(Comparator.comparingInt(split -> boosted.thresholds()[split]))
              .mapToInt(Integer::intValue)
              .toArray();
      thresholds[f] = Arrays.stream(splits[f]).map(s -> boosted.thresholds()[s]).toArray();
    }
    medians = fixed(boosted.medians());
    means = fixed(boosted.means());
    first = new byte[trees];
    long median = fixed(boosted.median());
    long mean = fixed(boosted.mean());
    for (int tree = 0; tree < trees; tree++) {
      for (int question = 0; question < BoostedTrees.DEPTH; question++) {
        int threshold = boosted.thresholds()[tree * BoostedTrees.DEPTH + question];
        first[tree] |= (byte) (threshold < 0 ? bit(question) : 0);
      }
      median += medians[tree * BoostedTrees.LEAVES + first[tree]];
      mean += means[tree * BoostedTrees.LEAVES + first[tree]];
    }
    firstMedian = median;
    firstMean = mean;
  }

  private static long[] fixed(float[] values) {
    long[] fixed = new long[values.length];
    Arrays.setAll(fixed, i -> fixed(values[i]));
    return fixed;
  }

  private static long fixed(float value) {
    if (!(Math.abs(value) < LARGEST)) {
      throw new IllegalArgumentException("a leaf of " + value);
    }
    return (long) Math.rint(Math.scalb((double) value, LEAF_PLACES));
  }

  /** The first question is the highest bit. */
  private static int bit(int question) {
    return 1 << (BoostedTrees.DEPTH - 1 - question);
  }

  int trees() {
    return trees;
  }

  /** The leaves of a target of which nothing was sent. */
  void begin(RefreshState state, int place) {
    System.arraycopy(first, 0, state.leaves, place * trees, trees);
    state.treeMedian[place] = firstMedian;
    state.treeMean[place] = firstMean;
  }

  /** Changes the leaves whose split a feature crossed between two steps of the grid. */
  void cross(RefreshState state, int place, int feature, int before, int after) {
    int low = Math.min(before, after);
    int high = Math.max(before, after);
    int[] sorted = thresholds[feature];
    int at = firstFrom(sorted, low);
    for (; at < sorted.length && sorted[at] < high; at++) {
      int split = splits[feature][at];
      int tree = split / BoostedTrees.DEPTH;
      int old = state.leaves[place * trees + tree];
      int now = old ^ bit(split % BoostedTrees.DEPTH);
      state.leaves[place * trees + tree] = (byte) now;
      int leaf = tree * BoostedTrees.LEAVES;
      state.treeMedian[place] += medians[leaf + now] - medians[leaf + old];
      state.treeMean[place] += means[leaf + now] - means[leaf + old];
      state.walks++;
    }
  }

  /** Place of the first value of at least {@code low}. */
  private static int firstFrom(int[] sorted, int low) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < low) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  static float toFloat(long sum) {
    return (float) Math.scalb((double) sum, -LEAF_PLACES);
  }
}
