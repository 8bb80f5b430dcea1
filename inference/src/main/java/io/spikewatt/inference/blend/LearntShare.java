package io.spikewatt.inference.blend;

/** Share, 0 to 1, of the learnt candidates in a blend's median and band, and in its mean. */
public record LearntShare(double median, double mean) {
  /** Nothing learnt is in it. */
  public static final LearntShare NONE = new LearntShare(0, 0);
}
