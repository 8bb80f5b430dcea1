package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import java.util.function.Function;

/**
 * Powers that a sentence compares with setpoints, W into the bus.
 *
 * @param gridW at the grid connection
 * @param batteryW of the batteries together
 * @param ofDevice of one device, by its id
 * @param term of a device's power in the balance, by its id
 */
record MeasuredPowers(
    Estimate gridW,
    Estimate batteryW,
    Function<String, Estimate> ofDevice,
    Function<String, BalanceTerm> term) {

  static MeasuredPowers of(PlantState state) {
    return new MeasuredPowers(
        state.gridW(),
        state.batteryW(),
        id -> state.asset(id).powerW(),
        id -> state.asset(id).term());
  }
}
