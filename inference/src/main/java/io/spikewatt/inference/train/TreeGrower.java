package io.spikewatt.inference.train;

import io.spikewatt.inference.tree.BoostedTrees;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Grows one symmetric tree after the other: at each depth the split that, applied in all leaves at
 * once, best separates rows with larger residuals from rows with smaller ones.
 */
final class TreeGrower {
  private final TreeRows rows;
  private final double calm;
  private final byte[][] bins;
  private final byte[] leaf;
  private final float[] sign;
  private final float[] sorted;
  private final double[] sums = new double[BoostedTrees.LEAVES * TreeRows.BINS];
  private final int[] counts = new int[sums.length];
  private final double[] gain = new double[TreeRows.BINS];
  private int leaves;

  /** Is a feature's bin above this one? */
  record Question(int feature, int bin) {}

  /**
   * @param drawn rows a tree
   * @param calm rows without anything left that are added to each leaf
   */
  TreeGrower(TreeRows rows, int drawn, double calm) {
    this.rows = rows;
    this.calm = calm;
    bins = new byte[rows.bins.length][drawn];
    leaf = new byte[drawn];
    sign = new float[drawn];
    sorted = new float[drawn];
  }

  /** Begins a tree. */
  void take(int[] drawn, float[] said) {
    for (int f = 0; f < bins.length; f++) {
      for (int i = 0; i < drawn.length; i++) {
        bins[f][i] = rows.bins[f][drawn[i]];
      }
    }
    for (int i = 0; i < drawn.length; i++) {
      sign[i] = Math.signum(rows.target[drawn[i]] - said[drawn[i]]);
    }
    Arrays.fill(leaf, (byte) 0);
    leaves = 1;
  }

  /** Splits all leaves by the best split among some of the features. */
  Question split(SplittableRandom random, double share) {
    Question best = new Question(0, 0);
    double most = -1;
    for (int f = 0; f < bins.length; f++) {
      // A constant feature has no bounds to split at.
      if (random.nextDouble() >= share || rows.bounds[f].length == 0) {
        continue;
      }
      count(bins[f]);
      weigh();
      for (int bin = 0; bin < rows.bounds[f].length; bin++) {
        if (gain[bin] > most) {
          most = gain[bin];
          best = new Question(f, bin);
        }
      }
    }
    byte[] asked = bins[best.feature];
    for (int i = 0; i < leaf.length; i++) {
      leaf[i] = (byte) (2 * leaf[i] + (asked[i] > best.bin ? 1 : 0));
    }
    leaves *= 2;
    return best;
  }

  private void count(byte[] bin) {
    Arrays.fill(sums, 0, leaves * TreeRows.BINS, 0);
    Arrays.fill(counts, 0, leaves * TreeRows.BINS, 0);
    for (int i = 0; i < leaf.length; i++) {
      int cell = leaf[i] * TreeRows.BINS + bin[i];
      sums[cell] += sign[i];
      counts[cell]++;
    }
  }

  private void weigh() {
    Arrays.fill(gain, 0);
    for (int from = 0; from < leaves * TreeRows.BINS; from += TreeRows.BINS) {
      double sum = 0;
      int count = 0;
      for (int bin = 0; bin < TreeRows.BINS; bin++) {
        sum += sums[from + bin];
        count += counts[from + bin];
      }
      double below = 0;
      int countBelow = 0;
      for (int bin = 0; bin < TreeRows.BINS; bin++) {
        below += sums[from + bin];
        countBelow += counts[from + bin];
        double above = sum - below;
        gain[bin] +=
            below * below / (countBelow + calm) + above * above / (count - countBelow + calm);
      }
    }
  }

  /** Writes the leaves' shares of the median and mean of the residuals. */
  void leaves(
      int[] drawn,
      float[] saidMedian,
      float[] saidMean,
      double rate,
      float[] medians,
      float[] means,
      int at) {
    int[] begin = new int[leaves + 1];
    double[] sum = new double[leaves];
    for (int i = 0; i < leaf.length; i++) {
      begin[leaf[i] + 1]++;
      sum[leaf[i]] += rows.target[drawn[i]] - saidMean[drawn[i]];
    }
    for (int l = 0; l < leaves; l++) {
      begin[l + 1] += begin[l];
    }
    int[] next = Arrays.copyOf(begin, leaves);
    for (int i = 0; i < leaf.length; i++) {
      sorted[next[leaf[i]]++] = rows.target[drawn[i]] - saidMedian[drawn[i]];
    }
    for (int l = 0; l < leaves; l++) {
      int count = begin[l + 1] - begin[l];
      if (count > 0) {
        Arrays.sort(sorted, begin[l], begin[l + 1]);
        double middle = sorted[begin[l] + count / 2];
        medians[at + l] = (float) (rate * middle * count / (count + calm));
        means[at + l] = (float) (rate * sum[l] / (count + calm));
      }
    }
  }
}
