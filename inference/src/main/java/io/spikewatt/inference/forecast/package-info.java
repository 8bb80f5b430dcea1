/** Vocabulary of forecasts: the forecast, its buffer and settings, the forecaster. */
@NullMarked
package io.spikewatt.inference.forecast;

import org.jspecify.annotations.NullMarked;
