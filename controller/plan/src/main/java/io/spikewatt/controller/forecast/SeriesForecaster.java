package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Site.ForecasterChoice;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.feature.PvPlane;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.naive.IrradianceForecaster;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.train.LearningSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One series of the site and its forecaster. Learning and forecasting may happen in two threads.
 *
 * @param series name in the history
 * @param what name in topics; of one that sees the weather, in sentences
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

  /** What follows the name of a series whose forecaster sees predicted weather. */
  private static final String WITH_WEATHER = " with weather";

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
    return of(series, what, kind, settings, choice, makers, firstMonth, Optional.empty());
  }

  /** A forecaster without a trained model. */
  static SeriesForecaster of(
      String series,
      String what,
      SeriesKind kind,
      ForecastSettings settings,
      ForecasterChoice choice,
      BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers,
      Optional<FirstMonthForecaster> firstMonth,
      Optional<IrradianceForecaster> irradiance) {
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
            firstMonth,
            irradiance));
  }

  /**
   * The same series forecast with predicted weather, without a trained model. It learns no network:
   * the linear models see the weather, and two networks of a series would cost a gateway too much.
   *
   * @param columns names of the weather's columns
   * @param planes of a PV plant; none if they are not known
   */
  SeriesForecaster withWeather(
      List<String> columns,
      List<PvPlane> planes,
      BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers) {
    ForecastSettings more =
        new ForecastSettings(
            settings.zone(),
            settings.slot(),
            settings.horizon(),
            settings.position(),
            settings.capacity(),
            columns);
    return of(
        series,
        what + WITH_WEATHER,
        kind,
        more,
        ForecasterChoice.BEST,
        (of, its) -> {
          ModelTrainer all = makers.apply(of, its);
          return (history, before, _, cancelled) -> all.make(history, before, false, cancelled);
        },
        FirstMonthForecaster.shipped(kind, more),
        kind.followsSun() ? Optional.of(new IrradianceForecaster(more, planes)) : Optional.empty());
  }

  /** Whether it sees predicted weather, beside another forecaster of the series. */
  public boolean seesWeather() {
    return !settings.weather().isEmpty();
  }

  /** Name of its files, without the ending. */
  String file() {
    return seesWeather() ? "weather-" + series : series;
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
