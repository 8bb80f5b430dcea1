package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;

/** P10 (at most 0) and P90 (at least 0) of the scaled outcome less forecast, by hour of day. */
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
