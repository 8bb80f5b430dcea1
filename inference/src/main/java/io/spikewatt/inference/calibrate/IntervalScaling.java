package io.spikewatt.inference.calibrate;

/**
 * Scales a model's band so that the target share of the last seven days' outcomes at this time of
 * day would have fallen inside, shrunk towards the factor from validation. A model is fitted once
 * and a site changes: a band that fits in winter is too wide in summer. {@link #begin}, {@link
 * #add} for each day, then {@link #width}. Allocates nothing.
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

  /** A target share of outcomes within the band, and the slots of each forecast. */
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

  /** The factor on the added bands, 0.5 to 2 times {@code spread}, the prior from validation. */
  double width(double spread) {
    if (ratios.isEmpty() || !(spread > 0)) {
      return spread;
    }
    double found = Math.clamp(ratios.quantile(within) / spread, LEAST, MOST);
    // found to that power; StrictMath.pow would allocate.
    return spread * StrictMath.exp(days / (days + PRIOR_DAYS) * StrictMath.log(found));
  }

  /**
   * Numbers of which one quantile is needed. It is found by bisection of their bits, which have the
   * order of the numbers: each step counts all, without unpredictable branches. Not thread-safe.
   */
  static final class QuantileBuffer {
    private static final int LARGEST = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private final int[] bits;
    private int count;

    /** {@code room} is the largest number of numbers. */
    QuantileBuffer(int room) {
      bits = new int[room];
    }

    void clear() {
      count = 0;
    }

    /** Adds a number {@code >= 0}. */
    void add(float number) {
      bits[count++] = Float.floatToRawIntBits(number);
    }

    boolean isEmpty() {
      return count == 0;
    }

    /**
     * The least number such that a share of all, above 0, is not above it; refuses an empty buffer.
     */
    float quantile(double share) {
      if (count == 0) {
        throw new IllegalStateException("no numbers");
      }
      double need = share * count;
      int low = 0;
      int high = LARGEST;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (notAbove(middle) >= need) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return Float.intBitsToFloat(low);
    }

    private int notAbove(int bound) {
      int sum = 0;
      for (int i = 0; i < count; i++) {
        sum += (bits[i] - bound - 1) >>> 31;
      }
      return sum;
    }
  }
}
