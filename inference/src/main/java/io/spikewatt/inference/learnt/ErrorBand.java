package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;

/**
 * Error quantiles around the median forecast at each hour of day, in scaled units.
 *
 * @param low P10 of outcome - forecast at each of 24 hours, at most 0
 * @param high P90 of it, at least 0
 */
public record ErrorBand(float[] low, float[] high) {

  /** Writes a stack's forecast with this band around its median, scaled units. */
  void around(OriginRows rows, BaseForecast forecast, ScaledForecast into) {
    for (int k = 0; k < rows.leads(); k++) {
      float median = forecast.median()[k];
      into.low()[k] = median + low[rows.hour()[k]];
      into.median()[k] = median;
      into.high()[k] = median + high[rows.hour()[k]];
      into.mean()[k] = forecast.mean()[k];
    }
  }

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
