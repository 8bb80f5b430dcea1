package io.spikewatt.inference.calibrate;

/**
 * P10, P50 and P90 of a forecast's first slots, scaled units, one value a slot.
 *
 * @param low P10
 * @param median P50
 * @param high P90
 */
public record Quantiles(float[] low, float[] median, float[] high) {

  /** Room for so many slots, to be written over. */
  public static Quantiles room(int slots) {
    return new Quantiles(new float[slots], new float[slots], new float[slots]);
  }
}
