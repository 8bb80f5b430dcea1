package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.blend.IssuedForecast;
import java.util.function.ToDoubleFunction;

/**
 * Absolute errors of the model in use, its rival and both naive forecasts on the same outcomes of
 * one day, summed.
 *
 * @param outcomes number of outcomes
 * @param reigning of the model in use
 * @param rival of the model in shadow
 * @param naiveDay of the same slot a day before
 * @param naiveWeek of the same slot a week before
 */
record ComparedDay(
    double outcomes, double reigning, double rival, double naiveDay, double naiveWeek) {
  static final ComparedDay NONE = new ComparedDay(0, 0, 0, 0, 0);

  /** Errors of one outcome at a lead of forecasts that were issued together. */
  static ComparedDay of(double actual, IssuedForecast issued, int lead) {
    ToDoubleFunction<ForecastSource> error =
        source -> Math.abs(actual - issued.of(source).p50()[lead]);
    return new ComparedDay(
        1,
        error.applyAsDouble(ForecastSource.REIGNING),
        error.applyAsDouble(ForecastSource.RIVAL),
        error.applyAsDouble(ForecastSource.NAIVE_DAY),
        error.applyAsDouble(ForecastSource.NAIVE_WEEK));
  }

  ComparedDay plus(ComparedDay more) {
    return new ComparedDay(
        outcomes + more.outcomes,
        reigning + more.reigning,
        rival + more.rival,
        naiveDay + more.naiveDay,
        naiveWeek + more.naiveWeek);
  }

  /** Mean errors, counted as one outcome. */
  ComparedDay mean() {
    return new ComparedDay(
        1, reigning / outcomes, rival / outcomes, naiveDay / outcomes, naiveWeek / outcomes);
  }

  /** Whether the rival did at least as well as the better naive forecast. */
  boolean rivalAboveNaive() {
    return rival <= Math.min(naiveDay, naiveWeek);
  }
}
