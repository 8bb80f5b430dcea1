package io.spikewatt.controller.estimate;

import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The plant at one moment. Powers in W, positive into the site bus (import, production, discharge),
 * so {@code gridW + pvW + windW + batteryW + evW + computeW + bus.gensetW = loadW}; only {@code
 * loadW}, the consumption that nobody controls, is counted positive as it is consumed.
 *
 * @param at the snapshot's moment
 * @param gridW power from the grid, import positive
 * @param pvW sum of all PV
 * @param windW sum of all wind turbines
 * @param batteryW sum of all batteries, discharge positive
 * @param evW sum of all EV chargers, charging negative
 * @param computeW sum of all controllable compute, consumption negative
 * @param loadW uncontrolled consumption, positive
 * @param pvs each PV plant, in the configuration's order
 * @param batteries each battery
 * @param evs each EV charger
 * @param computes each compute cluster
 * @param connection whether the public grid is there
 * @param contacts each of the grid operator's contacts
 * @param pvPotential whether {@code pvW} is what the sun would give
 * @param windPotential whether {@code windW} is what the wind would give
 * @param bus the site's own bus and its tie to the grid
 * @param notes what was derived and from what, one sentence each
 */
public record PlantState(
    Moment at,
    Estimate gridW,
    Estimate pvW,
    Estimate windW,
    Estimate batteryW,
    Estimate evW,
    Estimate computeW,
    Estimate loadW,
    List<PvState> pvs,
    List<BatteryState> batteries,
    List<EvState> evs,
    List<ComputeState> computes,
    GridConnection connection,
    List<ContactState> contacts,
    Potential pvPotential,
    Potential windPotential,
    SiteBus bus,
    List<String> notes) {

  public PlantState {
    pvs = List.copyOf(pvs);
    batteries = List.copyOf(batteries);
    evs = List.copyOf(evs);
    computes = List.copyOf(computes);
    contacts = List.copyOf(contacts);
    notes = List.copyOf(notes);
  }

  /**
   * @param powerW production, W
   */
  public record PvState(String id, Estimate powerW) {}

  /**
   * @param powerW W, discharge positive
   * @param socPct percent of usable capacity
   */
  public record BatteryState(String id, Estimate powerW, Estimate socPct) {}

  /**
   * @param powerW W, charging negative
   * @param presence whether a car is plugged in
   * @param socPct percent; unknown while no car is there
   * @param targetPct percent asked for at departure
   * @param departureInS seconds from the state's moment until the car leaves
   * @param capacityWh the car's battery, Wh
   */
  public record EvState(
      String id,
      Estimate powerW,
      Presence presence,
      Estimate socPct,
      Estimate targetPct,
      Estimate departureInS,
      Estimate capacityWh) {}

  /** Whether a car is plugged in. */
  public enum Presence {
    PLUGGED_IN,
    AWAY,
    UNKNOWN
  }

  /**
   * @param powerW W, consumption negative
   * @param job work that is to be done by a time
   */
  public record ComputeState(String id, Estimate powerW, Optional<Job> job) {
    /** A cluster without a job. */
    public ComputeState(String id, Estimate powerW) {
      this(id, powerW, Optional.empty());
    }
  }

  /**
   * What is left of a cluster's job.
   *
   * @param energyWh all of it, Wh above the cluster's minimum
   * @param leftWh what is not done, Wh, {@code > 0}
   * @param by when it is due, UTC
   * @param maxW largest power of the cluster for it, W
   * @param uncountedS for how long the power was not known, so that nothing was counted, s
   */
  public record Job(double energyWh, double leftWh, Instant by, double maxW, double uncountedS) {}

  /** Whether the public grid is there, told from voltage and frequency at the grid meter. */
  public enum GridConnection {
    UP,
    DOWN,
    UNKNOWN
  }

  /**
   * One of the grid operator's contacts.
   *
   * @param position closed, open or unknown; unknown is treated as closed
   */
  public record ContactState(String id, Position position) {
    /** Whether the contact's limits apply: closed, or not known to be open. */
    public boolean applies() {
      return position != Position.OPEN;
    }
  }

  /** Position of a contact. */
  public enum Position {
    OPEN,
    CLOSED,
    UNKNOWN
  }

  /** This with a newer reading of the power from the grid. */
  public PlantState withGrid(Estimate.Known newer) {
    return with(newer, evs, computes, notes);
  }

  /** This with what cars were told to need. */
  public PlantState withEvs(List<EvState> told) {
    return with(gridW, told, computes, notes);
  }

  /** This with what is known of the clusters' jobs. */
  public PlantState withComputes(List<ComputeState> told, List<String> toldNotes) {
    return with(gridW, evs, told, toldNotes);
  }

  private PlantState with(
      Estimate otherGridW,
      List<EvState> otherEvs,
      List<ComputeState> otherComputes,
      List<String> otherNotes) {
    return new PlantState(
        at,
        otherGridW,
        pvW,
        windW,
        batteryW,
        evW,
        computeW,
        loadW,
        pvs,
        batteries,
        otherEvs,
        otherComputes,
        connection,
        contacts,
        pvPotential,
        windPotential,
        bus,
        otherNotes);
  }

  /** What PV and wind make together, W; empty = one of them is not known. */
  public OptionalDouble sourceW() {
    return pvW instanceof Estimate.Known sun && windW instanceof Estimate.Known wind
        ? OptionalDouble.of(sun.value() + wind.value())
        : OptionalDouble.empty();
  }

  /** Whether what is measured is all that sun or wind give; history must not learn it otherwise. */
  public enum Potential {
    /** No limit bites: measured is potential. */
    UNCURTAILED,
    /** A limit in force bites: potential is at least what is measured, and unknown. */
    CURTAILED,
    /** Production is not measured. */
    UNKNOWN
  }
}
