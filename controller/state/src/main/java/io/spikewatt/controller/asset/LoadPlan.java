package io.spikewatt.controller.asset;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * The plan in force for one load, in this cycle.
 *
 * @param storedPerKwh value of a kWh stored in it, currency; empty = the plan has none
 * @param work planned work; empty = none
 * @param isCheapestUntil whether no slot until an instant has a lower import price than this one
 */
public record LoadPlan(
    OptionalDouble storedPerKwh, Optional<Work> work, Predicate<Instant> isCheapestUntil) {

  /**
   * Work that is planned.
   *
   * @param aboveBaseW power in this slot above the load's base, W
   * @param perKwh price of its dearest kWh, currency
   */
  public record Work(double aboveBaseW, double perKwh) {}
}
