package io.spikewatt.inference.linear;

/** Bounds of a forecast, in scaled units; they may be infinite. */
public record ForecastBounds(double lower, double upper) {

  public double clip(double z) {
    return Math.max(lower, Math.min(upper, z));
  }

  /** As {@link #clip}, and 0 in the dark. */
  public double clip(double z, boolean dark) {
    return dark ? 0 : clip(z);
  }
}
