package io.spikewatt.inference.learnt;

/** P10, P50, P90 and mean by lead, scaled, before they are put in order and within bounds. */
public record ScaledForecast(float[] low, float[] median, float[] high, float[] mean) {

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
