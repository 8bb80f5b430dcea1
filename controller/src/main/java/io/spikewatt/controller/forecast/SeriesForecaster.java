package io.spikewatt.controller.forecast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.service.ChallengerMaker;
import io.spikewatt.inference.service.ServiceForecaster;
import io.spikewatt.inference.service.TrialRules;
import io.spikewatt.inference.train.LearningSettings;

/**
 * One series of the site and its forecaster. Learning and forecasting may happen in two threads.
 *
 * @param series name in the history
 * @param what name in topics
 * @param settings of the series
 * @param service forecasts and learns
 */
record SeriesForecaster(
    String series, String what, ForecastSettings settings, ServiceForecaster service) {

  /** Fixed, so that equal histories give equal models. */
  private static final long SEED = 1;

  /** A forecaster that has learnt nothing yet and will as a gateway can. */
  static SeriesForecaster of(
      String series, String what, SeriesKind kind, ForecastSettings settings) {
    return of(
        series,
        what,
        kind,
        settings,
        ChallengerMaker.anew(kind, settings, LearningSettings.onGateway(kind), SEED));
  }

  static SeriesForecaster of(
      String series,
      String what,
      SeriesKind kind,
      ForecastSettings settings,
      ChallengerMaker maker) {
    return new SeriesForecaster(
        series, what, settings, new ServiceForecaster(kind, settings, maker, TrialRules.USUAL));
  }
}
