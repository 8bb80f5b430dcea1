package io.spikewatt.controller.backtest;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Costs of a recorded time under each policy.
 *
 * @param slots how many were stepped and left out
 * @param rules plain self-consumption
 * @param product the daemon's forecaster, planner and directions
 * @param optimum the same planner with the true future
 * @param measured as it was; empty where the meter is not known throughout
 */
public record HistoryResult(
    Instant from,
    Instant to,
    SlotCounts slots,
    Trajectory rules,
    Trajectory product,
    Trajectory optimum,
    Optional<Trajectory> measured) {

  /**
   * Slots of the time.
   *
   * @param stepped that count
   * @param unknown that were left out because too little is known of them
   * @param unplanned of those stepped, in which the product had no plan of that slot
   */
  public record SlotCounts(int stepped, int unknown, int unplanned) {}

  /**
   * One of them; currency and kg.
   *
   * @param bill by the tariff; peaks, wear and what the import's CO2 costs included
   * @param cost the bill less what the change of stored energy is worth, at the mean import price
   * @param peakCharge part of the bill that the months' peaks of import make
   * @param co2Kg what the grid emitted for the import, kg; empty = its emission is not known
   */
  public record Trajectory(
      double bill, double cost, double peakCharge, EnergyTotals energy, OptionalDouble co2Kg) {}

  /**
   * What flowed over the whole time, kWh.
   *
   * @param curtailedKwh of the sources; empty where it is not known, as by the meter
   * @param beyondLimitsKwh over the meter beyond the connection's limits, at the tariff; empty
   *     likewise
   * @param storedMoreKwh in the batteries at the end than at the start
   */
  public record EnergyTotals(
      double importKwh,
      double exportKwh,
      OptionalDouble curtailedKwh,
      OptionalDouble beyondLimitsKwh,
      double storedMoreKwh) {}

  /** Savings of the product against rules. */
  public double saved() {
    return rules.cost() - product.cost();
  }

  /** Share of what could have been saved; empty where that is less than 0.1 % of the bill. */
  public OptionalDouble capture() {
    double room = rules.cost() - optimum.cost();
    return room > 1e-3 * Math.abs(rules.bill())
        ? OptionalDouble.of(saved() / room)
        : OptionalDouble.empty();
  }
}
