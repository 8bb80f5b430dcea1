package io.spikewatt.inference.forecast;

/**
 * A forecast in scaled units, before it is put in order and within bounds; one value a lead each.
 *
 * @param low P10
 * @param median P50
 * @param high P90
 * @param mean expected value
 */
public record ScaledForecast(float[] low, float[] median, float[] high, float[] mean) {

  /** Room for so many leads. */
  static ScaledForecast of(int leads) {
    return new ScaledForecast(
        new float[leads], new float[leads], new float[leads], new float[leads]);
  }

  int leads() {
    return median.length;
  }

  /** The same with its quantiles at another level. */
  ScaledForecast times(double level) {
    return new ScaledForecast(times(low, level), times(median, level), times(high, level), mean);
  }

  private static float[] times(float[] values, double level) {
    float[] out = new float[values.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = (float) (level * values[k]);
    }
    return out;
  }
}
