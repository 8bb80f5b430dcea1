package io.spikewatt.controller.resilience;

import java.util.OptionalDouble;

/**
 * How likely the site lives through an outage.
 *
 * @param hours length of the outage
 * @param probability share of the recorded starts from which it would, 0..1; empty = the record
 *     does not tell
 * @param starts number of starts that were tried
 */
public record SurvivalProbability(int hours, OptionalDouble probability, int starts) {}
