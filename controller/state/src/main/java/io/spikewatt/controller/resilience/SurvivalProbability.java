package io.spikewatt.controller.resilience;

import java.util.OptionalDouble;

/**
 * How likely the site survives an outage.
 *
 * @param hours length of the outage
 * @param probability share of the recorded starts that it would survive, 0..1; empty = too few
 *     records
 * @param starts number of starts that were tried
 */
public record SurvivalProbability(int hours, OptionalDouble probability, int starts) {}
