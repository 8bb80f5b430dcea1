package io.spikewatt.inference.tree;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.fixedpoint.InputGrid;
import java.util.Arrays;

/**
 * A sum of symmetric decision trees. Each tree applies the same {@link #DEPTH} splits to every row,
 * so that the leaf index has that many bits and all leads of a forecast pass a tree together,
 * without branches. A leaf has two values, one for the median and one for the mean. Immutable.
 */
public final class BoostedTrees {
  /** Splits of a tree. */
  public static final int DEPTH = 4;

  /** Leaves of a tree. */
  public static final int LEAVES = 1 << DEPTH;

  private final int[] features;
  private final int[] thresholds;
  private final float[] medians;
  private final float[] means;
  private final float median;
  private final float mean;
  private final int[] usedFeatures;
  private final Walk[] walks;

  /**
   * @param features trees × {@link #DEPTH}: which feature a question is about
   * @param thresholds trees × {@link #DEPTH}, on the {@link InputGrid}: is the feature above?
   * @param medians trees × {@link #LEAVES}, scaled units; the first question is the highest bit
   * @param means likewise
   * @param median where the sum of the medians begins
   * @param mean where the sum of the means begins
   */
  public BoostedTrees(
      int[] features, int[] thresholds, float[] medians, float[] means, float median, float mean) {
    this.features = features;
    this.thresholds = thresholds;
    this.medians = medians;
    this.means = means;
    this.median = median;
    this.mean = mean;
    usedFeatures = Arrays.stream(features).distinct().sorted().toArray();
    walks = new Walk[count()];
    Arrays.setAll(walks, Walk::new);
  }

  public int count() {
    return features.length / DEPTH;
  }

  public int[] features() {
    return features;
  }

  public int[] thresholds() {
    return thresholds;
  }

  public float[] medians() {
    return medians;
  }

  public float[] means() {
    return means;
  }

  public float median() {
    return median;
  }

  public float mean() {
    return mean;
  }

  /** Number of thresholds and leaves. */
  public int parameters() {
    return thresholds.length + medians.length + means.length + 2;
  }

  /** Reusable buffers of a prediction, for one call at a time. */
  public static final class Room {
    private final int leads;
    private final int[] leaf;
    private int[][] byFeature = new int[0][];

    public Room(int leads) {
      this.leads = leads;
      leaf = new int[leads];
    }

    /** Transposes the rows: the values of a feature for all leads are contiguous, on the grid. */
    private int[][] turned(OriginRows rows, int[] usedFeatures) {
      if (byFeature.length != rows.features()) {
        byFeature = new int[rows.features()][leads];
      }
      float[] x = rows.x();
      for (int f : usedFeatures) {
        int[] to = byFeature[f];
        for (int k = 0, from = f; k < leads; k++, from += rows.features()) {
          to[k] = InputGrid.ofNear(x[from]);
        }
      }
      return byFeature;
    }
  }

  /** Every lead's unbounded forecast, summed in a fixed order; a room's reuse allocates nothing. */
  public void predict(OriginRows rows, Room room, float[] median, float[] mean) {
    int[][] x = room.turned(rows, usedFeatures);
    Arrays.fill(median, this.median);
    Arrays.fill(mean, this.mean);
    for (Walk tree : walks) {
      tree.walk(x, room.leaf);
      tree.add(room.leaf, median, mean);
    }
  }

  private final class Walk {
    private final int at;
    private final float[] medians;
    private final float[] means;

    Walk(int tree) {
      at = tree * DEPTH;
      int from = tree * LEAVES;
      medians = Arrays.copyOfRange(BoostedTrees.this.medians, from, from + LEAVES);
      means = Arrays.copyOfRange(BoostedTrees.this.means, from, from + LEAVES);
    }

    /** The leaf of every lead, by the signs of differences: the compiler vectorises it. */
    void walk(int[][] x, int[] leaf) {
      int[] a = x[features[at]];
      int[] b = x[features[at + 1]];
      int[] c = x[features[at + 2]];
      int[] d = x[features[at + 3]];
      int ofA = thresholds[at];
      int ofB = thresholds[at + 1];
      int ofC = thresholds[at + 2];
      int ofD = thresholds[at + 3];
      for (int k = 0; k < leaf.length; k++) {
        leaf[k] =
            ((ofA - a[k]) >>> 31) << 3
                | ((ofB - b[k]) >>> 31) << 2
                | ((ofC - c[k]) >>> 31) << 1
                | ((ofD - d[k]) >>> 31);
      }
    }

    /** Adds the leaves' values. Two loops, which are faster than one. */
    void add(int[] leaf, float[] median, float[] mean) {
      BoostedTrees.add(medians, leaf, median);
      BoostedTrees.add(means, leaf, mean);
    }
  }

  private static void add(float[] values, int[] leaf, float[] to) {
    for (int k = 0; k < leaf.length; k++) {
      // A place below the length by its form needs no check.
      to[k] += values[leaf[k] & (values.length - 1)];
    }
  }
}
