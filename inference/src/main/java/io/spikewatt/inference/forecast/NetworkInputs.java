package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.LinearStack;

/**
 * What the network sees at a step: the features, the base forecast, and how far the stack's members
 * disagree.
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
    float[] out = new float[rows.leads() * count(rows.shared())];
    fill(rows, base, out);
    return out;
  }

  /**
   * Writes the inputs of all leads.
   *
   * @param out leads × inputs
   */
  void fill(OriginRows rows, BaseForecast base, float[] out) {
    int features = rows.shared();
    int width = count(features);
    float[][] members = base.candidates();
    for (int k = 0; k < rows.leads(); k++) {
      int at = k * width;
      for (int f = 0; f < features; f++) {
        out[at + f] = clip(rows.x()[k * rows.features() + f]);
      }
      float median = base.median()[k];
      at += features;
      out[at] = clip((median - mean) / deviation);
      out[at + 1] = clip((members[LinearStack.LEAD_MEAN][k] - median) / residual);
      out[at + 2] = clip((members[LinearStack.HOUR_MEAN][k] - median) / residual);
      out[at + 3] =
          clip(
              (members[LinearStack.LEAD_MEAN][k] - members[LinearStack.LEAD_MEDIAN][k]) / residual);
      out[at + 4] = clip((base.mean()[k] - median) / residual);
    }
  }

  private static float clip(float x) {
    return Math.max(-CLIP, Math.min(CLIP, x));
  }
}
