package io.spikewatt.inference.learnt;

/**
 * Weight of the network, chosen in validation.
 *
 * @param median share of the network in the median, 0 to 1; the rest is the base's
 * @param mean share of the network in the mean, 0 to 1
 * @param spread factor on the distance of P10 and P90 from the median
 */
public record NetworkBlend(double median, double mean, double spread) {

  /** A blended forecast; the distances of P10 and P90 are blended like the median. */
  public ScaledForecast of(ScaledForecast network, ScaledForecast base) {
    ScaledForecast out = ScaledForecast.of(base.leads());
    blend(network, base, out);
    return out;
  }

  /** As {@link #of}, into another forecast of as many leads; it may be one of the two. */
  void blend(ScaledForecast network, ScaledForecast base, ScaledForecast scaledForecast) {
    for (int k = 0; k < scaledForecast.leads(); k++) {
      double centre = mix(median, network.median()[k], base.median()[k]);
      double below =
          mix(median, network.low()[k] - network.median()[k], base.low()[k] - base.median()[k]);
      double above =
          mix(median, network.high()[k] - network.median()[k], base.high()[k] - base.median()[k]);
      double expected = mix(mean, network.mean()[k], base.mean()[k]);
      scaledForecast.median()[k] = (float) centre;
      scaledForecast.low()[k] = (float) (centre + spread * below);
      scaledForecast.high()[k] = (float) (centre + spread * above);
      scaledForecast.mean()[k] = (float) expected;
    }
  }

  private static double mix(double share, double one, double other) {
    return share * one + (1 - share) * other;
  }
}
