package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.SeasonalForecaster;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The outcome of a training: the forecaster that validation chose, its record, and the seasonal one
 * as a fallback while a history is too short for the learnt models. The forecast's model id names
 * the one that made it. Immutable, though a learnt forecaster caches intermediate results.
 *
 * @param kind what the series measures
 * @param settings of the site
 * @param chosen the candidate that validation chose; the seasonal forecaster after a cold start
 * @param validation empty after a cold start: too little history to train and compare
 * @param from start of the training data
 * @param to end of it
 */
public record TrainedForecaster(
    SeriesKind kind,
    ForecastSettings settings,
    Forecaster chosen,
    Optional<ValidationResult> validation,
    Instant from,
    Instant to)
    implements Forecaster {

  /** How far a holiday goes from its weekday to a Sunday, 0 to 1; empty if nothing was learnt. */
  public OptionalDouble holidayShare() {
    return chosen instanceof LearntForecaster learnt
        ? OptionalDouble.of(learnt.base().holidayShare())
        : OptionalDouble.empty();
  }

  @Override
  public String id() {
    return chosen.id();
  }

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    boolean able =
        chosen instanceof LearntForecaster learnt
            && learnt.base().obstacle(history, slots).isEmpty();
    Forecaster forecaster = able ? chosen : new SeasonalForecaster(kind, settings);
    return forecaster.forecast(history, slots);
  }
}
