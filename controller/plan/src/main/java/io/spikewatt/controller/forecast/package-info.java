/** Forecasts of the site's load, sources and prices, and the stored models behind them. */
@NullMarked
package io.spikewatt.controller.forecast;

import org.jspecify.annotations.NullMarked;
