package io.spikewatt.controller.asset;

/**
 * A load that a relay sheds.
 *
 * @param loadW approximate load, W
 * @param tier rank of the load, 1 = most important: the highest tier is shed first
 * @param costPerKwh cost of a kWh that is not served, currency; infinite = plans do not shed it
 */
public record SheddableLoad(double loadW, int tier, double costPerKwh)
    implements ControlCapability {}
