package io.spikewatt.inference.forecast;

/** Looks ahead from the end of a series. Not thread-safe unless an implementation says so. */
public interface Forecaster {

  /** Stable name of the kind and version of forecaster. */
  String id();

  /**
   * Forecasts the slots that follow {@code history}.
   *
   * @param history all that is known; the forecast's origin is its end
   * @param slots number of slots to forecast, at most 36 hours' worth
   */
  Forecast forecast(TimeSeries history, int slots);
}
