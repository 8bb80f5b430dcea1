package io.spikewatt.controller.evaluate;

/**
 * Mean absolute errors of one calendar month, in the series' unit.
 *
 * @param mae of what the product would publish
 * @param naive of the better seasonal naive of that month
 */
public record MonthError(double mae, double naive) {}
