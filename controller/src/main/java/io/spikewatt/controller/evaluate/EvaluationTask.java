package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Optional;

/**
 * What is to be measured.
 *
 * @param target name of the series
 * @param series all rows of it, and the weather beside it
 * @param kind what it measures
 * @param settings of the site, with the protocol's horizon
 * @param online whether the product learns anew each week inside the test part, from what had been
 *     observed by then, as it does in service
 * @param forecaster name of the one of {@link Evaluation#OTHERS} that is measured in the product's
 *     place
 */
public record EvaluationTask(
    String target,
    TimeSeries series,
    SeriesKind kind,
    ForecastSettings settings,
    boolean online,
    Optional<String> forecaster) {

  /** How it is divided. */
  public EvaluationProtocol protocol() {
    return EvaluationProtocol.of(series.values().length, series.step());
  }
}
