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
 */
public record Scores(
    long count, double mae, double rmse, double pinball, double coverage, double openCoverage) {}
