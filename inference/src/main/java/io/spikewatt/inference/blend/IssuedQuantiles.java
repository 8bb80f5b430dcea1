package io.spikewatt.inference.blend;

import io.spikewatt.inference.forecast.Forecast;

/** First day of an issued forecast, one value a slot, in the series' unit; empty = none. */
public record IssuedQuantiles(float[] p10, float[] p50, float[] p90, float[] mean) {
  private static final float[] NOTHING = {};
  public static final IssuedQuantiles NONE =
      new IssuedQuantiles(NOTHING, NOTHING, NOTHING, NOTHING);

  public static IssuedQuantiles of(Forecast forecast, int slots) {
    return new IssuedQuantiles(
        first(forecast.p10(), slots),
        first(forecast.p50(), slots),
        first(forecast.p90(), slots),
        first(forecast.mean(), slots));
  }

  /** Its median alone. */
  public IssuedQuantiles median() {
    return new IssuedQuantiles(NOTHING, p50, NOTHING, NOTHING);
  }

  public boolean there() {
    return p50.length > 0;
  }

  static float[] first(double[] values, int slots) {
    float[] out = new float[Math.min(slots, values.length)];
    for (int k = 0; k < out.length; k++) {
      out[k] = (float) values[k];
    }
    return out;
  }
}
