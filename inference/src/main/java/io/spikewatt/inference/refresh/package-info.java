/**
 * Forecasts that move between slots: linear models and trees that are refreshed by what their
 * inputs have moved, in whole numbers, so that no refresh drifts.
 */
@NullMarked
package io.spikewatt.inference.refresh;

import org.jspecify.annotations.NullMarked;
