package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.forecast.Forecast;
import java.util.function.IntFunction;

/**
 * A forecaster in the comparison.
 *
 * @param name what the comparison calls it
 * @param from forecasts the protocol's horizon from the given row; origins ascend
 */
record EvaluatedForecaster(String name, IntFunction<Forecast> from) {}
