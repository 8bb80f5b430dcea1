package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;
import java.util.Arrays;

/**
 * Pinball loss of P10, P50 and P90 of the residual on the base's median, and a little Huber loss of
 * the mean of the residual on the base's mean. Dark slots hardly count.
 *
 * @param unit of the network's outputs, in scaled units
 */
record ResidualLoss(OriginRows rows, BaseForecast base, double unit) implements StepLoss {
  private static final double[] QUANTILES = {0.1, 0.5, 0.9};
  private static final double HUBER = 5;
  private static final double MEAN_WEIGHT = 0.15;
  private static final double DARK_WEIGHT = 0.03;

  @Override
  public double at(int step, float[] y, float[] dy) {
    float target = rows.target()[step];
    if (Float.isNaN(target)) {
      Arrays.fill(dy, 0);
      return 0;
    }
    double weight = rows.dark()[step] ? DARK_WEIGHT : 1;
    double residual = (target - base.median()[step]) / unit;
    double loss = 0;
    for (int q = 0; q < QUANTILES.length; q++) {
      double error = residual - y[q];
      double slope = error > 0 ? QUANTILES[q] : QUANTILES[q] - 1;
      loss += weight * slope * error;
      dy[q] = (float) (-weight * slope);
    }
    double error = (target - base.mean()[step]) / unit - y[3];
    double cut = Math.max(-HUBER, Math.min(HUBER, error));
    dy[3] = (float) (-weight * MEAN_WEIGHT * cut);
    return loss + weight * MEAN_WEIGHT * cut * (error - cut / 2);
  }
}
