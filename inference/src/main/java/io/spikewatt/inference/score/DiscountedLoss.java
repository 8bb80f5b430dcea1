package io.spikewatt.inference.score;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Recent losses of one forecaster, and of the naive ones on the same outcomes: sums in which an
 * outcome weighs half after {@link BlendWeights#HALF_LIFE_DAYS} days, so that a mean covers about
 * the last fortnight. Not thread-safe.
 */
public final class DiscountedLoss {
  private static final int COUNT = 0;
  private static final int ABSOLUTE = 1;
  private static final int SQUARED = 2;
  private static final int PINBALL = 3;
  private static final int OPEN = 4;
  private static final int INSIDE = 5;
  private static final int NAIVE_DAY = 6;
  private static final int NAIVE_WEEK = 7;
  private static final int SUMS = 8;

  private final double[] sums;

  public DiscountedLoss() {
    this(new double[SUMS]);
  }

  private DiscountedLoss(double[] sums) {
    this.sums = sums;
  }

  /** Restores what {@link #state} gave; refuses an inconsistent state. */
  public static DiscountedLoss of(double[] state) {
    if (state.length != SUMS || !Arrays.stream(state).allMatch(x -> x >= 0 && x < 1e300)) {
      throw new IllegalArgumentException("no sums of losses");
    }
    return new DiscountedLoss(state.clone());
  }

  /** All that is remembered. */
  public double[] state() {
    return sums.clone();
  }

  /**
   * Adds one outcome, in the series' unit.
   *
   * @param actual what happened
   * @param naiveDay the same slot a day before
   * @param naiveWeek the same slot a week before
   */
  public void add(
      double actual,
      double p10,
      double p50,
      double p90,
      double mean,
      double naiveDay,
      double naiveWeek) {
    sums[COUNT]++;
    sums[ABSOLUTE] += Math.abs(actual - p50);
    sums[SQUARED] += (actual - mean) * (actual - mean);
    sums[PINBALL] += Score.pinball(actual, p10, p50, p90);
    if (p90 > p10) {
      sums[OPEN]++;
      sums[INSIDE] += actual >= p10 && actual <= p90 ? 1 : 0;
    }
    sums[NAIVE_DAY] += Math.abs(actual - naiveDay);
    sums[NAIVE_WEEK] += Math.abs(actual - naiveWeek);
  }

  /** Lets time pass. */
  public void fade(double days) {
    double keep = Math.pow(0.5, days / BlendWeights.HALF_LIFE_DAYS);
    for (int i = 0; i < SUMS; i++) {
      sums[i] *= keep;
    }
  }

  /** Weighted number of outcomes. */
  public double count() {
    return sums[COUNT];
  }

  /** Mean absolute error of the median; empty if there is nothing. */
  public OptionalDouble mae() {
    return mean(ABSOLUTE, sums[COUNT]);
  }

  /** Share of outcomes from P10 to P90 where the forecast left something open. */
  public OptionalDouble coverage() {
    return mean(INSIDE, sums[OPEN]);
  }

  /** Mean absolute error of the better naive forecast on the same outcomes. */
  public OptionalDouble naiveMae() {
    return mean(sums[NAIVE_DAY] <= sums[NAIVE_WEEK] ? NAIVE_DAY : NAIVE_WEEK, sums[COUNT]);
  }

  /** 1 - error / error of the better naive forecast. */
  public OptionalDouble skill() {
    return mae().isPresent()
        ? OptionalDouble.of(Score.skill(mae().getAsDouble(), naiveMae().orElseThrow()))
        : OptionalDouble.empty();
  }

  private OptionalDouble mean(int sum, double count) {
    return count > 1e-6 ? OptionalDouble.of(sums[sum] / count) : OptionalDouble.empty();
  }
}
