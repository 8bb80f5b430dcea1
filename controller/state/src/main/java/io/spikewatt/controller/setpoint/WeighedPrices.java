package io.spikewatt.controller.setpoint;

import java.util.Optional;

/**
 * Prices as a choice of the batteries weighs them, currency a kWh at the bus.
 *
 * @param prices of the running slot, and of energy in the batteries
 * @param chargedPerKwh worth of one kWh that is charged, after losses and wear
 * @param drawnPerKwh cost of one kWh that is discharged, with losses and wear
 * @param use planned use that pays for storing or keeping energy now; empty = the plan has none
 */
public record WeighedPrices(
    EnergyPrices prices, double chargedPerKwh, double drawnPerKwh, Optional<PlannedUse> use) {

  /** The same with a planned use. */
  public WeighedPrices with(Optional<PlannedUse> planned) {
    return new WeighedPrices(prices, chargedPerKwh, drawnPerKwh, planned);
  }
}
