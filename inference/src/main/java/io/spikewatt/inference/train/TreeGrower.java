package io.spikewatt.inference.train;

import io.spikewatt.inference.tree.BoostedTrees;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * Grows one symmetric tree after the other: at each depth the split that, applied in all leaves at
 * once, best separates rows with larger residuals from rows with smaller ones.
 */
final class TreeGrower {
  private final FeatureBins rows;
  private final double calm;
  private final byte[][] bins;
  private final byte[] leaf;
  private final float[] gradient;
  private final float[] sorted;
  private final double[] sums = new double[BoostedTrees.LEAVES * FeatureBins.BINS];
  private final int[] counts = new int[sums.length];
  private final double[] gain = new double[FeatureBins.BINS];
  private int leaves;

  /** Is a feature's bin above this one? */
  record Question(int feature, int bin) {}

  /** Rows drawn for each tree, and the number of calm rows added to each leaf. */
  TreeGrower(FeatureBins rows, int drawn, double calm) {
    this.rows = rows;
    this.calm = calm;
    bins = new byte[rows.bins().length][drawn];
    leaf = new byte[drawn];
    gradient = new float[drawn];
    sorted = new float[drawn];
  }

  /** Begins a tree; {@code falling} is the direction in which the loss of a row falls. */
  void take(int[] drawn, IntToDoubleFunction falling) {
    for (int f = 0; f < bins.length; f++) {
      for (int i = 0; i < drawn.length; i++) {
        bins[f][i] = rows.bins()[f][drawn[i]];
      }
    }
    for (int i = 0; i < drawn.length; i++) {
      gradient[i] = (float) falling.applyAsDouble(drawn[i]);
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
      if (random.nextDouble() >= share || rows.bounds()[f].length == 0) {
        continue;
      }
      count(bins[f]);
      weigh();
      for (int bin = 0; bin < rows.bounds()[f].length; bin++) {
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
    Arrays.fill(sums, 0, leaves * FeatureBins.BINS, 0);
    Arrays.fill(counts, 0, leaves * FeatureBins.BINS, 0);
    for (int i = 0; i < leaf.length; i++) {
      int cell = leaf[i] * FeatureBins.BINS + bin[i];
      sums[cell] += gradient[i];
      counts[cell]++;
    }
  }

  private void weigh() {
    Arrays.fill(gain, 0);
    for (int from = 0; from < leaves * FeatureBins.BINS; from += FeatureBins.BINS) {
      double sum = 0;
      int count = 0;
      for (int bin = 0; bin < FeatureBins.BINS; bin++) {
        sum += sums[from + bin];
        count += counts[from + bin];
      }
      double below = 0;
      int countBelow = 0;
      for (int bin = 0; bin < FeatureBins.BINS; bin++) {
        below += sums[from + bin];
        countBelow += counts[from + bin];
        double above = sum - below;
        gain[bin] +=
            below * below / (countBelow + calm) + above * above / (count - countBelow + calm);
      }
    }
  }

  /** Sorts the residuals of the drawn rows (in their order) within each leaf, for quantiles. */
  Leaves leaves(float[] residuals) {
    int[] begin = new int[leaves + 1];
    for (byte of : leaf) {
      begin[of + 1]++;
    }
    for (int l = 0; l < leaves; l++) {
      begin[l + 1] += begin[l];
    }
    int[] next = Arrays.copyOf(begin, leaves);
    for (int i = 0; i < leaf.length; i++) {
      sorted[next[leaf[i]]++] = residuals[i];
    }
    for (int l = 0; l < leaves; l++) {
      Arrays.sort(sorted, begin[l], begin[l + 1]);
    }
    return new Leaves(sorted, begin, calm);
  }

  /** A share of the mean residual of each leaf, damped by the calm rows. */
  double[] means(float[] residuals, double rate) {
    double[] sum = new double[leaves];
    int[] count = new int[leaves];
    for (int i = 0; i < leaf.length; i++) {
      sum[leaf[i]] += residuals[i];
      count[leaf[i]]++;
    }
    for (int l = 0; l < leaves; l++) {
      sum[l] = rate * sum[l] / (count[l] + calm);
    }
    return sum;
  }

  /** Sorted residuals from {@code begin} of each leaf on; valid until the next {@link #leaves}. */
  record Leaves(float[] sorted, int[] begin, double calm) {

    /** A share of a quantile of a leaf's residuals, damped by the calm rows; 0 without rows. */
    double quantile(int leaf, double q, double rate) {
      int count = begin[leaf + 1] - begin[leaf];
      return count == 0
          ? 0
          : rate * sorted[begin[leaf] + (int) (q * count)] * count / (count + calm);
    }
  }
}
