package io.spikewatt.inference.calibrate;

/**
 * Scales a model's band so that the target share of the last seven days' outcomes at this time of
 * day would have fallen inside, shrunk towards the factor from validation. A model is fitted once
 * and a site changes: a band that fits in winter is too wide in summer.
 *
 * <p>{@link #begin}, {@link #add} for each day, then {@link #width}. Allocates nothing.
 */
final class IntervalScaling {
  /** Prior: number of days with a fitting band that shrinks the width towards 1. */
  private static final double PRIOR_DAYS = 3;

  private static final double LEAST = 0.5;
  private static final double MOST = 2;

  /** Share of the greatest median of a day below which a band is closed. */
  private static final double SMALL = 0.001;

  private final double within;
  private final QuantileBuffer ratios;
  private int days;

  /**
   * @param within target share of outcomes within the band
   * @param length slots of each forecast
   */
  IntervalScaling(double within, int length) {
    this.within = within;
    ratios = new QuantileBuffer(BiasCorrection.DAYS * length);
  }

  void begin() {
    ratios.clear();
    days = 0;
  }

  /**
   * Adds a day's forecast and its outcome.
   *
   * @param shift correction of the forecast, one a slot
   * @param outcomes one per compared slot, scaled, NaN = not measured
   */
  void add(Quantiles forecast, float[] shift, double[] outcomes) {
    float[] median = forecast.median();
    float[] low = forecast.low();
    float[] high = forecast.high();
    int length = outcomes.length;
    float most = 0;
    for (int k = 0; k < length; k++) {
      most = Math.max(most, Math.abs(median[k]));
    }
    days++;
    double least = SMALL * most;
    for (int k = 0; k < length; k++) {
      double off = outcomes[k] - median[k] - shift[k];
      double half = off < 0 ? (double) median[k] - low[k] : (double) high[k] - median[k];
      if (Double.isFinite(off) && half > least) {
        ratios.add((float) (Math.abs(off) / half));
      }
    }
  }

  /**
   * The factor on the added bands; {@code spread} if none was informative.
   *
   * @param spread factor that validation found, the prior of the width
   * @return 0.5 to 2 times that
   */
  double width(double spread) {
    if (ratios.isEmpty() || !(spread > 0)) {
      return spread;
    }
    double found = Math.clamp(ratios.quantile(within) / spread, LEAST, MOST);
    // found to that power; StrictMath.pow would allocate.
    return spread * StrictMath.exp(days / (days + PRIOR_DAYS) * StrictMath.log(found));
  }
}
