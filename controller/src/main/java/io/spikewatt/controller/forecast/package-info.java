/** Forecasts of the site's load, sources and prices, and the models behind them on disk. */
@NullMarked
package io.spikewatt.controller.forecast;

import org.jspecify.annotations.NullMarked;
