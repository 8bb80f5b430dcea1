package io.spikewatt.inference.learnt;

/**
 * Errors of the candidates on the held-out last part of the history. Choice and blend used the same
 * rows, so the winner's figures are slightly optimistic.
 *
 * @param chosen candidate with the least mean absolute error
 * @param mae mean absolute errors of the candidates and of both naive forecasts
 * @param skill 1 - chosen's mean absolute error / that of the better naive
 * @param skillRmse the same for the root mean squared error of the mean forecast
 * @param coverage share of outcomes from P10 to P90 of the chosen; by design near 0.8
 * @param counts sizes of the chosen model and of the data
 * @param spikesPerStep mean number of spikes of the network in one step
 */
public record ValidationResult(
    CandidateModel chosen,
    MeanErrors mae,
    double skill,
    double skillRmse,
    double coverage,
    Counts counts,
    double spikesPerStep) {

  /**
   * Mean absolute errors in the series' unit; NaN where there was nothing to compare.
   *
   * @param naiveDay of the same slot a day ago
   * @param naiveWeek of the same slot a week ago
   * @param seasonal of the seasonal forecaster
   * @param ridge of the linear stack
   * @param spiking of stack and network
   */
  public record MeanErrors(
      double naiveDay, double naiveWeek, double seasonal, double ridge, double spiking) {

    /** Of the better naive forecast. */
    public double naive() {
      return Math.min(naiveDay, naiveWeek);
    }
  }

  /** Learnt numbers of the chosen, origin-slot pairs learnt from, and pairs compared. */
  public record Counts(int parameters, int trainingRows, int validationRows) {}
}
