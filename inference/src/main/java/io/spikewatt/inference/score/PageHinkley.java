package io.spikewatt.inference.score;

/**
 * Page and Hinkley's test for a rise in the mean of a stream (Page, Biometrika 41, 1954): the sum
 * of what exceeds the mean so far by more than a tolerance, and how far that sum has climbed from
 * its lowest point. Immutable.
 *
 * @param tolerance excess over the mean that is still normal, in the stream's unit
 * @param threshold height of the climb that is an alarm
 * @param count values so far
 * @param mean of them
 * @param sum of their excess
 * @param least lowest sum so far, at most 0
 */
public record PageHinkley(
    double tolerance, double threshold, long count, double mean, double sum, double least) {

  /** A detector without data. */
  public static PageHinkley of(double tolerance, double threshold) {
    return new PageHinkley(tolerance, threshold, 0, 0, 0, 0);
  }

  /** The detector after one more value; those that are not finite are passed over. */
  public PageHinkley and(double value) {
    if (!Double.isFinite(value)) {
      return this;
    }
    double newMean = mean + (value - mean) / (count + 1);
    double newSum = sum + value - newMean - tolerance;
    return new PageHinkley(
        tolerance, threshold, count + 1, newMean, newSum, Math.min(least, newSum));
  }

  /** Whether the mean has risen. */
  public boolean alarm() {
    return sum - least > threshold;
  }

  /** A new test with the same settings: the level of the alarm becomes the normal one. */
  public PageHinkley reset() {
    return of(tolerance, threshold);
  }
}
