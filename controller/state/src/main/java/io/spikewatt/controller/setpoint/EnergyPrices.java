package io.spikewatt.controller.setpoint;

/**
 * Prices that a choice weighs, currency a kWh.
 *
 * @param storedPerKwh value of stored energy
 * @param importPerKwh price of import in the running slot
 * @param exportPerKwh price of export in the running slot
 */
public record EnergyPrices(double storedPerKwh, double importPerKwh, double exportPerKwh) {

  /** Whether all of them are known. */
  public boolean areFinite() {
    return Double.isFinite(storedPerKwh) && Double.isFinite(importPerKwh + exportPerKwh);
  }
}
