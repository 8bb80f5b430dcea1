package io.spikewatt.controller.compute.budget;

import io.spikewatt.hal.time.Moment;

/**
 * A budget of the gateway.
 *
 * @param limitW largest draw, W, {@code >= 0}
 * @param at time of its receipt
 */
public record ReceivedBudget(double limitW, Moment at) {}
