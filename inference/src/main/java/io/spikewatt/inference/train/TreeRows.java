package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.fixedpoint.InputGrid;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Rows that trees learn from: a sample of all origins and leads, in the order of the origins, with
 * each feature cut into bins by {@link FeatureBins}, which is what makes a year of them fit a
 * gateway.
 */
final class TreeRows {
  private static final int MAX_ROWS = 40_000;

  /** Every how many rows one is used to cut a feature into bins. */
  private static final int CUT_EVERY = 10;

  private final OriginSequence sequence;
  private final int features;
  private final int[] origin;
  private final int[] lead;

  /** Their features. */
  final FeatureBins binned;

  /** Scaled outcomes. */
  final float[] target;

  TreeRows(OriginSequence sequence, long seed) {
    this.sequence = sequence;
    features = sequence.features();
    int perOrigin = Math.clamp(MAX_ROWS / Math.max(1, sequence.size()), 1, sequence.leads());
    int[] origin = new int[sequence.size() * perOrigin];
    int[] lead = new int[origin.length];
    float[] target = new float[origin.length];
    SplittableRandom random = new SplittableRandom(seed);
    int count = 0;
    for (int i = 0; i < origin.length; i++) {
      int of = i / perOrigin;
      // Stratified, so that all leads are equally represented.
      int from = i % perOrigin * sequence.leads() / perOrigin;
      int to = (i % perOrigin + 1) * sequence.leads() / perOrigin;
      int h = random.nextInt(from, to);
      OriginRows rows = sequence.slice(of, h, 1);
      if (!Float.isNaN(rows.target()[0]) && !rows.dark()[0]) {
        origin[count] = of;
        lead[count] = h;
        target[count++] = rows.target()[0];
      }
    }
    this.origin = Arrays.copyOf(origin, count);
    this.lead = Arrays.copyOf(lead, count);
    this.target = Arrays.copyOf(target, count);
    int[][] bounds = bounds();
    binned = new FeatureBins(bounds, bins(bounds));
  }

  int count() {
    return target.length;
  }

  int origin(int row) {
    return origin[row];
  }

  private int[][] bounds() {
    int[][] values = new int[features][(count() + CUT_EVERY - 1) / CUT_EVERY];
    for (int i = 0; i < count(); i += CUT_EVERY) {
      float[] x = sequence.slice(origin[i], lead[i], 1).x();
      for (int f = 0; f < features; f++) {
        values[f][i / CUT_EVERY] = InputGrid.ofNear(x[f]);
      }
    }
    return Arrays.stream(values).map(FeatureBins::cut).toArray(int[][]::new);
  }

  private byte[][] bins(int[][] bounds) {
    byte[][] bins = new byte[features][count()];
    for (int i = 0; i < count(); i++) {
      float[] x = sequence.slice(origin[i], lead[i], 1).x();
      for (int f = 0; f < features; f++) {
        bins[f][i] = FeatureBins.bin(bounds[f], InputGrid.ofNear(x[f]));
      }
    }
    return bins;
  }
}
