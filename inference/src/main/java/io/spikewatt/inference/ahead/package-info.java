/**
 * Forecasts of the coming steps from nothing but the series itself, learnt as it goes: a simple
 * base and, for each lead, a ridge regression on its residual. Small, deterministic, without a
 * calendar or a place, for sites and scenarios that have neither.
 */
@NullMarked
package io.spikewatt.inference.ahead;

import org.jspecify.annotations.NullMarked;
