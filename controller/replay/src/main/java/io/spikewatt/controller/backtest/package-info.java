/**
 * Costs of a recorded year: steps the product's planner and forecasts, plain rules, or an optimiser
 * with known future through it, and charges the physical flows.
 */
@NullMarked
package io.spikewatt.controller.backtest;

import org.jspecify.annotations.NullMarked;
