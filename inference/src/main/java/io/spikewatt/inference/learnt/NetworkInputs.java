package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.StackMember;

/**
 * Inputs of the network at a step: the features, the base forecast, and the disagreement of the
 * stack's members.
 *
 * @param mean of the target in training, scaled units
 * @param deviation of the target in training, above 0
 * @param residual unit of the network's outputs, scaled units, above 0
 */
public record NetworkInputs(float mean, float deviation, float residual) {
  private static final float CLIP = 6;
  private static final int EXTRA = 5;

  /** Number of inputs for a number of shared features. */
  public static int count(int features) {
    return features + EXTRA;
  }

  /** The inputs of all leads, lead by lead. */
  public float[] of(OriginRows rows, BaseForecast base) {
    int features = rows.shared();
    int width = count(features);
    float[] out = new float[rows.leads() * width];
    for (int k = 0; k < rows.leads(); k++) {
      int at = k * width;
      for (int f = 0; f < features; f++) {
        out[at + f] = clip(rows.x()[k * rows.features() + f]);
      }
      for (int extra = 0; extra < EXTRA; extra++) {
        out[at + features + extra] = extra(extra, base, k);
      }
    }
    return out;
  }

  /**
   * Writes the inputs of all leads on the grid of an event network.
   *
   * @param grid room for leads × features
   * @param result leads × inputs
   * @return whether all of them are numbers
   */
  boolean fill(OriginRows rows, BaseForecast base, int[] grid, int[] result) {
    int features = rows.shared();
    int width = count(features);
    onGrid(rows.x(), grid);
    float none = 0;
    for (int k = 0; k < rows.leads(); k++) {
      int at = k * width;
      System.arraycopy(grid, k * rows.features(), result, at, features);
      // Features are finite; a base forecast may be NaN.
      for (int extra = 0; extra < EXTRA; extra++) {
        float input = extra(extra, base, k);
        none += input * 0;
        result[at + features + extra] = InputGrid.ofNear(input);
      }
    }
    return none == 0;
  }

  private static void onGrid(float[] x, int[] grid) {
    for (int i = 0; i < x.length; i++) {
      grid[i] = InputGrid.ofNear(clip(x[i]));
    }
  }

  private float extra(int which, BaseForecast base, int k) {
    float[] leadMean = base.of(StackMember.LEAD_MEAN);
    float median = base.median()[k];
    return clip(
        switch (which) {
          case 0 -> (median - mean) / deviation;
          case 1 -> (leadMean[k] - median) / residual;
          case 2 -> (base.of(StackMember.HOUR_MEAN)[k] - median) / residual;
          case 3 -> (leadMean[k] - base.of(StackMember.LEAD_MEDIAN)[k]) / residual;
          default -> (base.mean()[k] - median) / residual;
        });
  }

  private static float clip(float x) {
    return Math.max(-CLIP, Math.min(CLIP, x));
  }
}
