package io.spikewatt.inference.score;

/**
 * Whether one forecaster's losses are lower than another's on the same days: Diebold and Mariano's
 * test (J. Bus. Econ. Stat. 13, 1995) with the variance of Newey and West (Econometrica 55, 1987),
 * because forecasts that reach beyond a day correlate neighbouring days, and the correction for few
 * days of Harvey, Leybourne and Newbold (Int. J. Forecasting 13, 1997).
 */
public final class PairedTest {

  /** Least number of days for a test. */
  public static final int LEAST = 5;

  /** Differences below this share of the losses are rounding. */
  private static final double ROUNDING = 1e-9;

  private PairedTest() {}

  /**
   * What came of it; all finite.
   *
   * @param count number of pairs
   * @param advantage mean of second - first, in the losses' unit: above 0 where the first is better
   * @param statistic Student's t of the advantage, 0 in degenerate cases
   * @param p probability of such an advantage of the first between equals, one-sided; 1 in
   *     degenerate cases: too few pairs, or differences that do not vary
   */
  public record Outcome(int count, double advantage, double statistic, double p) {}

  /**
   * Compares paired losses in the order of time.
   *
   * @param first loss of one forecaster on each day, finite
   * @param second loss of the other on the same days
   * @param overlap number of days that one forecast reaches into, at least 1
   * @throws IllegalArgumentException for arrays of different length
   */
  public static Outcome compare(double[] first, double[] second, int overlap) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(first.length + " losses against " + second.length);
    }
    int n = first.length;
    double mean = 0;
    double size = 0;
    for (int i = 0; i < n; i++) {
      mean += (second[i] - first[i]) / n;
      size = Math.max(size, Math.max(Math.abs(first[i]), Math.abs(second[i])));
    }
    if (n < LEAST || n <= overlap + 1 || !Double.isFinite(mean)) {
      return new Outcome(n, Double.isFinite(mean) ? mean : 0, 0, 1);
    }
    double variance = 0;
    for (int lag = 0; lag < overlap; lag++) {
      double sum = 0;
      for (int i = lag; i < n; i++) {
        sum += (second[i] - first[i] - mean) * (second[i - lag] - first[i - lag] - mean);
      }
      variance += (lag == 0 ? 1 : 2 * (1 - (double) lag / overlap)) * sum / n;
    }
    double deviation = Math.sqrt(Math.max(0, variance) / n);
    if (!(deviation > ROUNDING * size)) {
      return new Outcome(n, mean, 0, 1);
    }
    double h = overlap;
    double few = Math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n);
    double t = few * mean / deviation;
    return new Outcome(n, mean, t, StudentT.above(t, n - 1));
  }

  /** Student's distribution. */
  static final class StudentT {

    private StudentT() {}

    /**
     * Probability of a value above {@code t}: the finite series of Abramowitz and Stegun, Handbook
     * of Mathematical Functions, 26.7.3 and 26.7.4.
     *
     * @param degrees of freedom, at least 1
     */
    static double above(double t, int degrees) {
      double angle = Math.atan(t / Math.sqrt(degrees));
      double cosine = Math.cos(angle);
      boolean odd = degrees % 2 == 1;
      double term = odd ? cosine : 1;
      double sum = degrees == 1 ? 0 : term;
      for (int k = odd ? 3 : 2; k < degrees; k += 2) {
        term *= cosine * cosine * (k - 1) / k;
        sum += term;
      }
      double within = Math.sin(angle) * sum;
      within = odd ? 2 / Math.PI * (angle + within) : within;
      return Math.clamp(0.5 - within / 2, 0.0, 1.0);
    }
  }
}
