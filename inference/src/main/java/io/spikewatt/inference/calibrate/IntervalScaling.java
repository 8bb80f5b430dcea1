package io.spikewatt.inference.calibrate;

/**
 * How wide a model's band lately had to be: the factor on it with which a share of the outcomes of
 * the last seven days' forecasts at this time of day, each known in full by now, would have lain
 * within, drawn towards what validation found. A model is fitted once and a site changes: a band
 * that was right in winter is too wide in summer.
 *
 * <p>{@link #begin}, {@link #add} for each day, then {@link #width}. Makes nothing.
 */
final class IntervalScaling {
  /** As much as so many days whose outcomes fit the band draw the width towards 1. */
  private static final double PRIOR_DAYS = 3;

  private static final double LEAST = 0.5;
  private static final double MOST = 2;

  /** Share of the greatest median of a day below which a band is closed. */
  private static final double SMALL = 0.001;

  private final double within;
  private final QuantileBuffer ratios;
  private int days;

  /**
   * @param within share of outcomes that are to lie within
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
   * @param said medians from {@code at} on, then as many low and as many high quantiles, scaled
   * @param shift what is added to them, one a slot
   * @param outcomes as many as slots are compared, scaled, NaN = not measured
   */
  void add(float[] said, int at, float[] shift, double[] outcomes) {
    int length = outcomes.length;
    float most = 0;
    for (int k = at; k < at + length; k++) {
      most = Math.max(most, Math.abs(said[k]));
    }
    days++;
    double least = SMALL * most;
    for (int k = 0; k < length; k++) {
      double off = outcomes[k] - said[at + k] - shift[k];
      double half =
          off < 0
              ? (double) said[at + k] - said[at + length + k]
              : (double) said[at + 2 * length + k] - said[at + k];
      if (Double.isFinite(off) && half > least) {
        ratios.add((float) (Math.abs(off) / half));
      }
    }
  }

  /**
   * The factor on the bands that were added; {@code spread} if nothing was that says anything.
   *
   * @param spread factor on them that validation found, which the width is drawn towards
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
