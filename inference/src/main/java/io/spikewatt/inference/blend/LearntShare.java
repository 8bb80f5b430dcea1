package io.spikewatt.inference.blend;

/**
 * Share of the learnt candidates in a blend, 0 to 1.
 *
 * @param median in its median and band
 * @param mean in its mean
 */
public record LearntShare(double median, double mean) {
  /** All of a forecast. */
  public static final LearntShare ALL = new LearntShare(1, 1);

  /** A blend without learnt candidates. */
  public static final LearntShare NONE = new LearntShare(0, 0);
}
