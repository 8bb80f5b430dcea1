package io.spikewatt.inference.learnt;

/**
 * A forecast in scaled units, before it is put in order and within bounds; one value a lead each.
 *
 * @param low P10
 * @param median P50
 * @param high P90
 * @param mean expected value
 */
public record ScaledForecast(float[] low, float[] median, float[] high, float[] mean) {

  /** A buffer for {@code leads} leads. */
  static ScaledForecast of(int leads) {
    return new ScaledForecast(
        new float[leads], new float[leads], new float[leads], new float[leads]);
  }

  /** Moves all of it, lead by lead. */
  void add(float[] more) {
    for (int k = 0; k < median.length; k++) {
      low[k] += more[k];
      median[k] += more[k];
      high[k] += more[k];
      mean[k] += more[k];
    }
  }

  int leads() {
    return median.length;
  }
}
