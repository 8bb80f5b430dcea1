package io.spikewatt.inference.blend;

/**
 * How much of a blend the learnt candidates are, 0 to 1.
 *
 * @param median in its median and band
 * @param mean in its mean
 */
public record LearntShare(double median, double mean) {
  /** Nothing learnt is in it. */
  public static final LearntShare NONE = new LearntShare(0, 0);
}
