package io.spikewatt.simulator.physics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a period cost and how the site's limits were kept; all from the physics.
 *
 * @param from start of the first step
 * @param to end of the last step
 * @param energy sums of energy
 * @param energyCost import × price − export × price, currency
 * @param wearCost of the battery, currency
 * @param computeValue what the servers' work was worth, currency
 * @param violations by limit; every kind is there
 * @param socMinPct lowest state of charge of the battery, percent
 * @param socMaxPct highest, percent
 * @param departures of the car, in order
 * @param fallbacks devices that left the gateway's control by their own timers
 */
public record PlantRecord(
    Instant from,
    Instant to,
    Energy energy,
    double energyCost,
    double wearCost,
    double computeValue,
    Map<LimitKind, LimitViolations> violations,
    double socMinPct,
    double socMaxPct,
    List<EvDeparture> departures,
    Fallbacks fallbacks) {

  public PlantRecord {
    violations = Map.copyOf(violations);
    departures = List.copyOf(departures);
  }

  /**
   * All in Wh, positive.
   *
   * @param imported from the grid
   * @param exported into the grid
   * @param pv produced
   * @param pvAvailable what the array could have produced
   * @param load uncontrolled consumption that was served, without the heater
   * @param heater behind the shed relay
   * @param ev charged into the car, at the charger's meter
   * @param compute used by the servers
   * @param charged into the battery, at the AC side
   * @param discharged from the battery, at the AC side
   * @param unserved consumption that an island could not serve
   * @param batteryChange energy in the cells at the end less that at the start; may be negative
   * @param evStored energy that reached the car's cells
   */
  public record Energy(
      double imported,
      double exported,
      double pv,
      double pvAvailable,
      double load,
      double heater,
      double ev,
      double compute,
      double charged,
      double discharged,
      double unserved,
      double batteryChange,
      double evStored) {}

  /**
   * @param battery heartbeat lost
   * @param pvLimit revert timer ran out
   * @param setpoints dropped by the PLC
   */
  public record Fallbacks(int battery, int pvLimit, int setpoints) {}

  /** How one limit was kept. */
  public LimitViolations of(LimitKind kind) {
    return Objects.requireNonNull(violations.get(kind), "every kind is recorded");
  }

  /** Energy and wear, currency. */
  public double cost() {
    return energyCost + wearCost;
  }

  /**
   * Energy and wear less the worth of the servers' work and of the energy that was put into the
   * battery and the car, at {@code storedPerKwh}: what two runs over the same period can be
   * compared by, even if one ends with more stored than the other.
   *
   * @param storedPerKwh worth of a stored kWh, currency
   */
  public double comparableCost(double storedPerKwh) {
    double storedKwh = (energy.batteryChange + energy.evStored) / 1_000;
    return cost() - computeValue - storedKwh * storedPerKwh;
  }

  /** Whether no limit was exceeded for longer than the recorder's allowance. */
  public boolean limitsKept() {
    return violations.values().stream().allMatch(v -> v.episodesBeyondAllowance() == 0);
  }

  /** Whether every car left with what its driver asked for. */
  public boolean carsReady() {
    return departures.stream().allMatch(EvDeparture::ready);
  }
}
