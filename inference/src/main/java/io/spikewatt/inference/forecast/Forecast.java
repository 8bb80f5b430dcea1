package io.spikewatt.inference.forecast;

import java.time.Duration;
import java.time.Instant;

/**
 * A forecast of a series' mean over each of the coming slots. All arrays have one length and are
 * not to be changed by readers; every element is finite.
 *
 * @param origin start of the first slot; nothing after it was used
 * @param slot length of a slot
 * @param p10 value that 10 % of outcomes stay below, in the series' unit
 * @param p50 median
 * @param p90 value that 90 % of outcomes stay below
 * @param mean expected value: for energy balances, where p50 is for absolute error
 * @param model id of the forecaster that made it
 */
public record Forecast(
    Instant origin,
    Duration slot,
    double[] p10,
    double[] p50,
    double[] p90,
    double[] mean,
    String model) {

  public int slots() {
    return p50.length;
  }

  /** The same, followed by the later slots of a longer one from the same origin. */
  public Forecast continuedBy(Forecast longer) {
    return new Forecast(
        origin,
        slot,
        followed(p10, longer.p10),
        followed(p50, longer.p50),
        followed(p90, longer.p90),
        followed(mean, longer.mean),
        model);
  }

  private static double[] followed(double[] values, double[] longer) {
    double[] all = longer.clone();
    System.arraycopy(values, 0, all, 0, values.length);
    return all;
  }

  /** Start of slot {@code index}. */
  public Instant start(int index) {
    return origin.plus(slot.multipliedBy(index));
  }
}
