package io.spikewatt.inference.train;

import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;

/**
 * A site that a network of several sites learns from.
 *
 * @param series its history; all of it is learnt from
 */
public record PretrainingSite(TimeSeries series, ForecastSettings settings) {}
