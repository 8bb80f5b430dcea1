package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.SupplyMix;

/**
 * What physically happens in one step.
 *
 * @param powers of storages and jobs
 * @param supply the sources that serve them and the load
 */
public record EnergyFlows(DevicePowers powers, SupplyMix supply) {}
