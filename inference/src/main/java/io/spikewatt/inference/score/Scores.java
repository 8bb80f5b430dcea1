package io.spikewatt.inference.score;

/**
 * Scores of a set of forecasts. In the series' unit unless stated; all finite.
 *
 * @param count outcomes that were scored, at least 1
 * @param mae mean absolute error of the median
 * @param rmse root of the mean squared error of the mean forecast
 * @param pinball mean of the pinball losses of P10, P50 and P90
 * @param coverage share of outcomes from P10 to P90, both included
 * @param openCoverage the same where the forecast is uncertain: P90 above P10
 * @param meanSize mean absolute outcome
 */
public record Scores(
    long count,
    double mae,
    double rmse,
    double pinball,
    double coverage,
    double openCoverage,
    double meanSize) {

  /**
   * Mean weighted quantile loss at the levels 0.1, 0.5 and 0.9: twice the quantile losses over the
   * absolute outcomes (GIFT-Eval, arXiv 2410.10393). At three levels it is no CRPS. NaN if all
   * outcomes are 0.
   */
  public double weightedQuantileLoss() {
    return meanSize > 0 ? 2 * pinball / meanSize : Double.NaN;
  }
}
