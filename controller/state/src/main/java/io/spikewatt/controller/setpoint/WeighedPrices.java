package io.spikewatt.controller.setpoint;

/**
 * Prices as a choice of the batteries weighs them, currency a kWh at the bus.
 *
 * @param prices of the running slot, and of energy in the batteries
 * @param chargedPerKwh worth of one kWh that is charged, after losses and wear
 * @param drawnPerKwh cost of one kWh that is discharged, with losses and wear
 */
public record WeighedPrices(EnergyPrices prices, double chargedPerKwh, double drawnPerKwh) {}
