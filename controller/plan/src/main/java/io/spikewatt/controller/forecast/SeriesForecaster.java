package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Site.ForecasterChoice;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.feature.PvPlane;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServedModel;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.naive.IrradianceForecaster;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.train.LearningSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One series of the site and its forecaster. Learning and forecasting may happen in two threads.
 *
 * @param series name in the history
 * @param file name of its files, without the ending
 * @param what name in topics; of one that sees the weather, in sentences
 * @param settings of the series
 * @param service forecasts and learns
 */
public record SeriesForecaster(
    String series,
    String file,
    String what,
    SeriesKind kind,
    ForecastSettings settings,
    ServiceForecaster service) {

  /** Fixed, so that equal histories give equal models. */
  private static final long SEED = 1;

  private static final String WEATHER_FILE = "weather-";

  /** Suffix of the name of a series whose forecaster sees predicted weather. */
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
    ModelTrainer maker = makers.apply(kind, settings);
    return new SeriesForecaster(
        series,
        series,
        what,
        kind,
        settings,
        new ServiceForecaster(kind, settings, maker, TrialRules.USUAL, only(choice), firstMonth));
  }

  /**
   * The same series forecast with predicted weather, without a trained model. It learns no network:
   * the linear models see the weather, and two networks of a series would cost a gateway too much.
   *
   * @param weather gives the names of its columns
   * @param planes of a PV plant; none if they are not known
   */
  SeriesForecaster withWeather(
      SeriesWeather weather,
      List<PvPlane> planes,
      BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers) {
    ForecastSettings more = settings.withWeather(weather.names());
    return new SeriesForecaster(
        series,
        WEATHER_FILE + series,
        what + WITH_WEATHER,
        kind,
        more,
        new ServiceForecaster(
            kind,
            more,
            (history, before, _, cancelled) ->
                makers
                    .apply(kind, more.withWeather(WeatherForecaster.learnable(history)))
                    .make(history, before, false, cancelled),
            TrialRules.USUAL,
            Optional.empty(),
            FirstMonthForecaster.shipped(kind, more),
            kind.followsSun()
                ? Optional.of(new IrradianceForecaster(more, planes))
                : Optional.empty()));
  }

  /** True if it sees predicted weather, beside another forecaster of the series. */
  public boolean seesWeather() {
    return !settings.weather().isEmpty();
  }

  /**
   * True for a file of the same series by the naming of version 0.1, which had a number for the
   * sources of weather.
   */
  boolean isFormer(String name) {
    return seesWeather() && name.matches(WEATHER_FILE + "[0-9a-f]{8}-" + series + "[.-].*");
  }

  /**
   * The same series under other settings or trainers, with all that this one has learnt of it.
   *
   * @param next a forecaster without a trained model, whose settings differ in weather alone
   */
  SeriesForecaster continuedAs(SeriesForecaster next) {
    ServiceForecaster.Saved learnt = service.save();
    try {
      next.service.restore(
          learnt.record(),
          id ->
              learnt.models().stream()
                  .filter(model -> model.id() == id)
                  .map(ServedModel::toKeep)
                  .findFirst());
    } catch (IOException e) {
      throw new IllegalStateException("a record that was just written is not readable", e);
    }
    next.service.saveAgain();
    return next;
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
