/**
 * What would it have cost: steps the product's planner and forecasts, plain rules, or an optimiser
 * that knows the future, through a recorded year, and charges what physically happened.
 */
@NullMarked
package io.spikewatt.controller.backtest;

import org.jspecify.annotations.NullMarked;
