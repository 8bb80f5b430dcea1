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
  private final float[] grouped;
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
    grouped = new float[drawn];
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

  /** Drawn rows that are left out: from {@code from}, before {@code to}. */
  record Gap(int from, int to) {
    static final Gap NONE = new Gap(0, 0);
  }

  /**
   * A share of a quantile of each leaf's residuals, damped by the calm rows; 0 without rows.
   *
   * @param residuals of the drawn rows, in their order
   */
  double[] quantiles(float[] residuals, Gap gap, double q, double rate) {
    int[] begin = new int[leaves + 1];
    int[] counts = counts(gap);
    for (int l = 0; l < leaves; l++) {
      begin[l + 1] = begin[l] + counts[l];
    }
    int[] next = Arrays.copyOf(begin, leaves);
    place(residuals, 0, gap.from, next);
    place(residuals, gap.to, leaf.length, next);
    double[] shares = new double[leaves];
    for (int l = 0; l < leaves; l++) {
      int count = counts[l];
      if (count > 0) {
        int at = begin[l] + (int) (q * count);
        shares[l] =
            rate * Selection.of(grouped, begin[l], begin[l + 1], at) * count / (count + calm);
      }
    }
    return shares;
  }

  /** Groups residuals by leaf. */
  private void place(float[] residuals, int from, int to, int[] next) {
    for (int i = from; i < to; i++) {
      grouped[next[leaf[i]]++] = residuals[i];
    }
  }

  /** A share of the mean residual of each leaf, damped by the calm rows. */
  double[] means(float[] residuals, Gap gap, double rate) {
    double[] sums = new double[leaves];
    sum(residuals, 0, gap.from, sums);
    sum(residuals, gap.to, leaf.length, sums);
    int[] counts = counts(gap);
    for (int l = 0; l < leaves; l++) {
      sums[l] = rate * sums[l] / (counts[l] + calm);
    }
    return sums;
  }

  private void sum(float[] residuals, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      sums[leaf[i]] += residuals[i];
    }
  }

  /** Rows of each leaf. */
  private int[] counts(Gap gap) {
    int[] counts = new int[leaves];
    for (int i = 0; i < gap.from; i++) {
      counts[leaf[i]]++;
    }
    for (int i = gap.to; i < leaf.length; i++) {
      counts[leaf[i]]++;
    }
    return counts;
  }
}
