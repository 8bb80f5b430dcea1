package io.spikewatt.controller.asset;

/**
 * @param powerW W, consumption negative
 * @param temperatureC of its store, °C
 * @param outdoorC outdoor temperature, °C
 */
public record HeatPumpState(String id, Estimate powerW, Estimate temperatureC, Estimate outdoorC)
    implements AssetState {}
