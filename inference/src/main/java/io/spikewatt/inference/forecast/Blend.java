package io.spikewatt.inference.forecast;

/**
 * How much of the network is believed, as validation decided.
 *
 * @param median share of the network in the median, 0 to 1; the rest is the base's
 * @param mean share of the network in the mean, 0 to 1
 * @param spread factor on the distance of P10 and P90 from the median
 */
public record Blend(double median, double mean, double spread) {

  /** A blended forecast. */
  public ScaledForecast of(ScaledForecast network, float[] baseMedian, float[] baseMean) {
    int leads = baseMedian.length;
    ScaledForecast out =
        new ScaledForecast(new float[leads], new float[leads], new float[leads], new float[leads]);
    for (int k = 0; k < leads; k++) {
      double centre = median * network.median()[k] + (1 - median) * baseMedian[k];
      out.median()[k] = (float) centre;
      out.low()[k] = (float) (centre + spread * (network.low()[k] - network.median()[k]));
      out.high()[k] = (float) (centre + spread * (network.high()[k] - network.median()[k]));
      out.mean()[k] = (float) (mean * network.mean()[k] + (1 - mean) * baseMean[k]);
    }
    return out;
  }
}
