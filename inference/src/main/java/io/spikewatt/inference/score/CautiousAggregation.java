package io.spikewatt.inference.score;

import java.util.Arrays;

/**
 * Online aggregation of a trusted expert, the first, with others. It has two memories, one of all
 * outcomes and one of the last days, and follows the one that trusts the first expert more: what
 * was earned in other weeks does not outlive a change of the site. A value.
 *
 * @param lasting of all outcomes
 * @param recent of the last days
 */
public record CautiousAggregation(OnlineAggregation lasting, OnlineAggregation recent) {

  /** Steps after which a step weighs half: two days of one each six hours. */
  private static final double HALF_LIFE = 8;

  private static final double KEEP = Math.pow(0.5, 1 / HALF_LIFE);

  public CautiousAggregation {
    if (!Arrays.equals(lasting.prior(), recent.prior())) {
      throw new IllegalArgumentException("expected the same prior of both memories");
    }
  }

  /** Before the first outcome. */
  public static CautiousAggregation of(double... prior) {
    return new CautiousAggregation(OnlineAggregation.of(prior), OnlineAggregation.of(prior));
  }

  /** Number of experts. */
  public int experts() {
    return lasting.prior().length;
  }

  /** See {@link OnlineAggregation#weights}. */
  public double[] weights(boolean[] there) {
    double[] all = lasting.weights(there);
    double[] last = recent.weights(there);
    return all[0] >= last[0] ? all : last;
  }

  /** See {@link OnlineAggregation#after}. */
  public CautiousAggregation after(double[][] forecasts, double[] outcomes, double[][] issued) {
    return new CautiousAggregation(
        lasting.after(forecasts, outcomes, issued),
        recent.faded(KEEP).after(forecasts, outcomes, issued));
  }

  /** With a newer version in the place of one expert, whose record passes to another. */
  public CautiousAggregation succeeded(int newest, int before) {
    return new CautiousAggregation(
        lasting.copied(newest, before).replaced(newest),
        recent.copied(newest, before).replaced(newest));
  }
}
