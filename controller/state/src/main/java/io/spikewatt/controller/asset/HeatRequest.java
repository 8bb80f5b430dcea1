package io.spikewatt.controller.asset;

/** Inputs of a plan for one heat pump. */
public record HeatRequest(String id, ThermalStorage storage, Actuator actuator) {}
