package io.spikewatt.controller.forecast;

import io.spikewatt.controller.io.Latest;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.SeasonalForecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.forecast.TrainedForecaster;
import io.spikewatt.inference.forecast.Validation;
import io.spikewatt.inference.train.ForecastTrainer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Forecasts one series of the site with what was last learnt from it; with the seasonal forecaster
 * until then. Learning and forecasting may happen in two threads.
 */
final class SeriesForecaster {

  /** Fixed, so that equal histories give equal models. */
  private static final long SEED = 1;

  private final String series;
  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final Latest<Optional<TrainedForecaster>> learnt = new Latest<>(Optional.empty());

  /**
   * @param series name in the history
   */
  SeriesForecaster(String series, SeriesKind kind, ForecastSettings settings) {
    this.series = series;
    this.kind = kind;
    this.settings = settings;
  }

  String series() {
    return series;
  }

  /** Takes over a model that was learnt earlier, if it still fits this site. */
  boolean adopt(TrainedForecaster model) {
    if (model.kind() != kind || !model.settings().equals(settings)) {
      return false;
    }
    learnt.set(Optional.of(model));
    return true;
  }

  /**
   * Learns from a history and uses the result from then on.
   *
   * @return what was learnt; empty if it was cancelled
   */
  Optional<TrainedForecaster> learn(TimeSeries history, BooleanSupplier cancelled) {
    Optional<TrainedForecaster> trained =
        ForecastTrainer.train(history, kind, settings, SEED, cancelled);
    if (trained.isPresent()) {
      learnt.set(trained);
    }
    return trained;
  }

  /** Looks ahead from the end of a history that has at least one value; empty if it has none. */
  Optional<Forecast> forecast(TimeSeries history) {
    Optional<TrainedForecaster> model = learnt.get();
    return model.isPresent()
        ? model.get().attempt(history, settings.horizon())
        : new SeasonalForecaster(kind, settings).attempt(history, settings.horizon());
  }

  /** Skill of the model in use against the better seasonal naive on held-out days; NaN = none. */
  double skill() {
    return learnt
        .get()
        .flatMap(TrainedForecaster::validation)
        .map(Validation::skill)
        .orElse(Double.NaN);
  }
}
