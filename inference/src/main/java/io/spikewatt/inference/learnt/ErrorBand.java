package io.spikewatt.inference.learnt;

/**
 * How far outcomes lay from the median forecast at each hour of day, in scaled units.
 *
 * @param low P10 of outcome - forecast at each of 24 hours, at most 0
 * @param high P90 of it, at least 0
 */
public record ErrorBand(float[] low, float[] high) {

  /** The band, wider or narrower by a factor. */
  public ErrorBand scaled(double factor) {
    float[] newLow = low.clone();
    float[] newHigh = high.clone();
    for (int hour = 0; hour < newLow.length; hour++) {
      newLow[hour] = (float) (newLow[hour] * factor);
      newHigh[hour] = (float) (newHigh[hour] * factor);
    }
    return new ErrorBand(newLow, newHigh);
  }
}
