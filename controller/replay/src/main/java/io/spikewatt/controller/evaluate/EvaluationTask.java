package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Optional;

/**
 * One forecaster to measure on one series.
 *
 * @param target name of the series
 * @param series all rows of it, and the weather beside it
 * @param settings of the site, with the protocol's horizon
 * @param online whether the product retrains each week inside the test part on the data observed by
 *     then, as it does in service
 * @param forecaster name of the forecaster of {@link Evaluation#OTHERS} that is measured in the
 *     product's place
 */
public record EvaluationTask(
    String target,
    TimeSeries series,
    SeriesKind kind,
    ForecastSettings settings,
    boolean online,
    Optional<String> forecaster) {

  public EvaluationProtocol protocol() {
    return EvaluationProtocol.of(series.values().length, series.step());
  }
}
