/**
 * Stochastic dynamic programming on stored energy: one backward pass gives the decision, the value
 * of stored energy and the backup reserve. Knows neither devices nor calendars; the daemon's
 * planner and the backtest both use it.
 */
@NullMarked
package io.spikewatt.controller.optimise;

import org.jspecify.annotations.NullMarked;
