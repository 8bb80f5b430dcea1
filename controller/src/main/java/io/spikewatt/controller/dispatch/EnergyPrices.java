package io.spikewatt.controller.dispatch;

/**
 * Prices that a choice weighs, currency a kWh.
 *
 * @param storedPerKwh value of stored energy
 * @param importPerKwh price of import in the running slot
 * @param exportPerKwh price of export in the running slot
 */
public record EnergyPrices(double storedPerKwh, double importPerKwh, double exportPerKwh) {}
