package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Site.ForecasterChoice;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.train.LearningSettings;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One series of the site and its forecaster. Learning and forecasting may happen in two threads.
 *
 * @param series name in the history
 * @param what name in topics
 * @param settings of the series
 * @param service forecasts and learns
 */
public record SeriesForecaster(
    String series,
    String what,
    SeriesKind kind,
    ForecastSettings settings,
    ServiceForecaster service) {

  /** Fixed, so that equal histories give equal models. */
  private static final long SEED = 1;

  /** Trains within a gateway's resources. */
  public static ModelTrainer usual(SeriesKind kind, ForecastSettings settings) {
    return ModelTrainer.usual(kind, settings, LearningSettings.onGateway(kind), SEED);
  }

  /**
   * A forecaster without a trained model. Other sites help its first weeks, unless a person chose
   * one candidate.
   */
  public static SeriesForecaster of(
      String series,
      String what,
      SeriesKind kind,
      ForecastSettings settings,
      ForecasterChoice choice,
      BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers) {
    Optional<FirstMonthForecaster> firstMonth =
        choice == ForecasterChoice.BEST
            ? FirstMonthForecaster.shipped(kind, settings)
            : Optional.empty();
    return of(series, what, kind, settings, choice, makers, firstMonth);
  }

  /** A forecaster without a trained model. */
  static SeriesForecaster of(
      String series,
      String what,
      SeriesKind kind,
      ForecastSettings settings,
      ForecasterChoice choice,
      BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers,
      Optional<FirstMonthForecaster> firstMonth) {
    return new SeriesForecaster(
        series,
        what,
        kind,
        settings,
        new ServiceForecaster(
            kind,
            settings,
            makers.apply(kind, settings),
            TrialRules.USUAL,
            only(choice),
            firstMonth));
  }

  private static Optional<ForecastSource> only(ForecasterChoice choice) {
    return switch (choice) {
      case BEST -> Optional.empty();
      case SEASONAL -> Optional.of(ForecastSource.SEASONAL);
      case SIMILAR_DAY -> Optional.of(ForecastSource.SIMILAR_DAY);
      case STACK -> Optional.of(ForecastSource.RIDGE);
      case SPIKING -> Optional.of(ForecastSource.SPIKING);
    };
  }
}
