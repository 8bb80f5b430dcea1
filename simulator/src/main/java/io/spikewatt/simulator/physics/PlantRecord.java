package io.spikewatt.simulator.physics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Costs of a period and compliance with the site's limits; all from the physics.
 *
 * @param from start of the first step
 * @param to end of the last step
 * @param energy sums of energy
 * @param costs costs and values of the energy
 * @param violations by limit; contains every kind
 * @param soc of the battery
 * @param departures of the car, in order
 * @param fallbacks devices that left the gateway's control by their own timers
 */
public record PlantRecord(
    Instant from,
    Instant to,
    Energy energy,
    Costs costs,
    Map<LimitKind, LimitViolations> violations,
    SocRange soc,
    List<EvDeparture> departures,
    Fallbacks fallbacks) {

  public PlantRecord {
    violations = Map.copyOf(violations);
    departures = List.copyOf(departures);
  }

  /**
   * All in Wh, positive.
   *
   * @param load uncontrolled consumption that was served, without the heater
   * @param heater behind the shed relay
   * @param compute used by the servers
   * @param unserved consumption that an island could not serve
   */
  public record Energy(
      Grid grid,
      Pv pv,
      Battery battery,
      Ev ev,
      double load,
      double heater,
      double compute,
      double unserved) {

    /** Into the site, and out of it. */
    public record Grid(double imported, double exported) {}

    /**
     * @param available energy that the array could have produced
     */
    public record Pv(double produced, double available) {}

    /**
     * At the AC side.
     *
     * @param change energy in the cells at the end less that at the start; may be negative
     */
    public record Battery(double charged, double discharged, double change) {}

    /**
     * @param charged at the charger's meter
     * @param stored what reached the car's cells
     */
    public record Ev(double charged, double stored) {}
  }

  /**
   * All in the tariff's currency.
   *
   * @param energy import × price − export × price
   * @param wear of the battery
   * @param computeValue value of the servers' work
   */
  public record Costs(double energy, double wear, double computeValue) {}

  /** Lowest and highest state of charge, percent. */
  public record SocRange(double minPct, double maxPct) {}

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
    return costs.energy + costs.wear;
  }

  /**
   * Energy and wear less the worth of the servers' work and of the energy that was put into the
   * battery and the car, at {@code storedPerKwh}: what two runs over the same period can be
   * compared by, even if one ends with more stored than the other.
   *
   * @param storedPerKwh worth of a stored kWh, currency
   */
  public double comparableCost(double storedPerKwh) {
    double storedKwh = (energy.battery.change + energy.ev.stored) / 1_000;
    return cost() - costs.computeValue - storedKwh * storedPerKwh;
  }

  /** Whether no limit was exceeded for longer than the recorder's allowance. */
  public boolean limitsKept() {
    return violations.values().stream().allMatch(v -> v.episodesBeyondAllowance() == 0);
  }

  /** Whether every car left with the requested charge. */
  public boolean carsReady() {
    return departures.stream().allMatch(EvDeparture::ready);
  }
}
