package io.spikewatt.controller.asset;

/**
 * What a plan needs to know of a heat pump.
 *
 * @param id the device's
 */
public record HeatRequest(String id, ThermalStorage storage, Actuator actuator) {}
