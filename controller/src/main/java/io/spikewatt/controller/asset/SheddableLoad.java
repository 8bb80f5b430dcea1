package io.spikewatt.controller.asset;

import io.spikewatt.hal.guard.OutputSpec;

/**
 * A load that a relay sheds.
 *
 * @param loadW approximate load, W
 * @param tier rank of the load, 1 = most important: the highest tier is shed first
 * @param costPerKwh cost of a kWh that is not served, currency; infinite = plans do not shed it
 * @param output 1 = shed
 */
public record SheddableLoad(double loadW, int tier, double costPerKwh, OutputSpec output)
    implements Control {}
