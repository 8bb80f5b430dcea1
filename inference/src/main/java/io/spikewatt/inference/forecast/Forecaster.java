package io.spikewatt.inference.forecast;

import java.util.Optional;

/** Forecasts from the end of a series. Not thread-safe unless an implementation states it. */
public interface Forecaster {

  /** Stable name of the kind and version of forecaster. */
  String id();

  /**
   * Forecasts the slots that follow {@code history}.
   *
   * @param history all that is known; the forecast's origin is its end
   * @param slots number of slots to forecast, at most 36 hours' worth
   * @throws IllegalArgumentException for a history without a single value, because zero would be
   *     wrong. Use {@link #attempt} where that may happen.
   */
  Forecast forecast(TimeSeries history, int slots);

  /** As {@link #forecast}, but empty for a history without a single value. */
  default Optional<Forecast> attempt(TimeSeries history, int slots) {
    return history.goodSlots() == 0 ? Optional.empty() : Optional.of(forecast(history, slots));
  }
}
