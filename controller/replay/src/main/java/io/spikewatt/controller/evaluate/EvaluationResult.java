package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.score.Scores;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Result of a comparison.
 *
 * @param unit what errors are divided by to be comparable between sites: mean absolute load of the
 *     test part, or PV capacity
 * @param product scores of what the product would publish, or of the one measured in its place
 * @param skill 1 - its mean absolute error / that of the better seasonal naive
 * @param skillRmse the same for the root mean squared error of the published mean
 * @param baselines scores of the others by name, in the order of their simplicity
 * @param months errors by local calendar month of the outcome
 * @param model of the product; empty if there was too little to learn from, or if another was
 *     measured
 */
public record EvaluationResult(
    EvaluationTask task,
    double unit,
    Scores product,
    double skill,
    double skillRmse,
    Map<String, Scores> baselines,
    SortedMap<YearMonth, MonthError> months,
    Optional<ModelFigures> model) {

  public static final String PRODUCT = "spikewatt";

  /** Whose scores they are: {@link #PRODUCT}, or the one measured in its place. */
  public String measured() {
    return task.forecaster().orElse(PRODUCT);
  }
}
