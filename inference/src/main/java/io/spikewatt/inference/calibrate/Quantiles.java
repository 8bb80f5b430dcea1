package io.spikewatt.inference.calibrate;

/** P10, P50 and P90 of a forecast's first slots, scaled units, one value a slot. */
public record Quantiles(float[] low, float[] median, float[] high) {

  /** A reusable buffer for a number of slots. */
  public static Quantiles room(int slots) {
    return new Quantiles(new float[slots], new float[slots], new float[slots]);
  }
}
