package io.spikewatt.inference.federated;

import java.util.function.IntToLongFunction;
import java.util.random.RandomGenerator;

/**
 * Grid of integers on which updates are summed modulo 2^32. The sum of all members stays within 32
 * bits, so it is exact, and the mean differs from the plain one by half a step at most.
 *
 * @param step size of an integer step, in weights
 * @param members most updates that a sum may hold
 */
public record UpdateGrid(double step, int members) {

  public UpdateGrid {
    if (!(step > 0) || !Double.isFinite(step) || members < 1) {
      throw new IllegalArgumentException("a grid of step " + step + " for " + members + " members");
    }
  }

  /** The finest grid for weights of at most {@code range} in absolute value. */
  public static UpdateGrid of(double range, int members) {
    int largest = Integer.MAX_VALUE / members;
    return new UpdateGrid(range / largest, members);
  }

  /** Greatest absolute integer of one update. */
  public int largest() {
    return Integer.MAX_VALUE / members;
  }

  /** An update on the grid, rounded to the nearest step and cut to the range; refuses NaN. */
  public int[] quantised(WeightUpdate update) {
    return quantised(update, value -> 0);
  }

  /** An update on the grid with discrete Gaussian noise of a standard deviation in weights. */
  public int[] noised(WeightUpdate update, double deviation, RandomGenerator random) {
    if (deviation == 0) {
      return quantised(update);
    }
    DiscreteGaussian noise = new DiscreteGaussian(deviation / step);
    return quantised(update, value -> noise.sample(random));
  }

  private int[] quantised(WeightUpdate update, IntToLongFunction noise) {
    int[] steps = new int[update.values().length];
    for (int i = 0; i < steps.length; i++) {
      float value = update.values()[i];
      if (Float.isNaN(value)) {
        throw new IllegalArgumentException("value " + i + " of an update is not a number");
      }
      steps[i] = Math.clamp(Math.round(value / step) + noise.applyAsLong(i), -largest(), largest());
    }
    return steps;
  }

  /** Mean of a sum, modulo 2^32, of {@code count} (at most {@link #members}) updates. */
  public WeightUpdate mean(int[] sum, int count) {
    if (count < 1 || count > members) {
      throw new IllegalArgumentException("a mean of " + count + " updates, 1 to " + members);
    }
    float[] values = new float[sum.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (sum[i] * step / count);
    }
    return new WeightUpdate(values);
  }
}
