package io.spikewatt.inference.federated;

import java.util.Arrays;
import java.util.List;

/** Means of updates, weight by weight. */
public final class UpdateMean {

  private UpdateMean() {}

  /** FedAvg's mean (McMahan et al. 2017), weighted by {@code counts}, above 0 in sum. */
  public static WeightUpdate weighted(List<WeightUpdate> updates, double[] counts) {
    WeightUpdate.sameLength(updates.size(), counts.length);
    double total = Arrays.stream(counts).sum();
    double[] sums = new double[length(updates)];
    for (int u = 0; u < counts.length; u++) {
      float[] values = updates.get(u).values();
      WeightUpdate.sameLength(sums.length, values.length);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += counts[u] / total * values[i];
      }
    }
    return update(sums);
  }

  /**
   * The mean without the greatest and least values of each weight (Yin et al. 2018), which bounds
   * the influence of a few updates; leaves out {@code share} at each end, 0 to below 0.5.
   */
  public static WeightUpdate trimmed(List<WeightUpdate> updates, double share) {
    if (!(share >= 0 && share < 0.5)) {
      throw new IllegalArgumentException("a share from 0 to below 0.5 expected, found " + share);
    }
    int count = updates.size();
    int cut = Math.min((count - 1) / 2, (int) Math.ceil(share * count));
    double[] means = new double[length(updates)];
    float[] column = new float[count];
    for (int i = 0; i < means.length; i++) {
      for (int u = 0; u < count; u++) {
        column[u] = updates.get(u).values()[i];
      }
      Arrays.sort(column);
      double sum = 0;
      for (int u = cut; u < count - cut; u++) {
        sum += column[u];
      }
      means[i] = sum / (count - 2 * cut);
    }
    return update(means);
  }

  private static int length(List<WeightUpdate> updates) {
    if (updates.isEmpty()) {
      throw new IllegalArgumentException("a mean of no updates");
    }
    return updates.getFirst().values().length;
  }

  private static WeightUpdate update(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return new WeightUpdate(rounded);
  }
}
