package io.spikewatt.simulator.physics;

/**
 * External conditions of heat stores.
 *
 * @param outdoorC outdoor temperature, °C
 * @param gainW heat into a building from sun and people, W
 * @param drawW heat drawn as hot water, W
 */
public record HeatConditions(double outdoorC, double gainW, double drawW) {}
