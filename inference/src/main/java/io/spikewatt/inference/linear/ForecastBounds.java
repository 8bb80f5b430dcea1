package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.SeriesKind;
import java.util.Arrays;

/** Bounds of a forecast, in scaled units; they may be infinite. */
public record ForecastBounds(double lower, double upper) {

  /**
   * From 0 to 105 % of the capacity for production; a load is bounded by 0 if it never was below.
   */
  public static ForecastBounds of(SeriesKind kind, double[] history) {
    boolean negative = Arrays.stream(history).anyMatch(v -> v < 0);
    return kind.isBounded()
        ? new ForecastBounds(0, 1.05)
        : new ForecastBounds(negative ? Double.NEGATIVE_INFINITY : 0, Double.POSITIVE_INFINITY);
  }

  public double clip(double z) {
    return Math.max(lower, Math.min(upper, z));
  }

  /** As {@link #clip}, and 0 in the dark. */
  public double clip(double z, boolean dark) {
    return dark ? 0 : clip(z);
  }
}
