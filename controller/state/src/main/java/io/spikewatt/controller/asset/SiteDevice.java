package io.spikewatt.controller.asset;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;
import java.util.Map;
import java.util.Optional;

/**
 * One device as the stages of control see it: by what it measures and what it can do, whatever its
 * kind.
 *
 * @param config its configuration
 * @param purpose what its readings are for, besides its own state
 * @param balance its power in the site's balance; empty = the balance goes without it
 * @param reading its state; empty = it has none
 * @param control what it can do; empty = nothing
 * @param output where it is set; empty = it is only read
 * @param plan what a plan can count on; empty = nothing
 */
public record SiteDevice(
    DeviceConfig config,
    Purpose purpose,
    Optional<BalancePower> balance,
    Optional<Reading> reading,
    Optional<ControlCapability> control,
    Optional<OutputSpec> output,
    Optional<PlanCapability> plan) {

  /** What the readings of a device are for, besides its own state. */
  public enum Purpose {
    /** The meter at the grid connection. */
    GRID_METER,
    /** A meter on the grid's side that control does not use. */
    BILLING_METER,
    /** Measures load that nobody controls. */
    FEEDER,
    /** The grid operator's contact. */
    OPERATOR_CONTACT,
    /** The position of the transfer switch. */
    SEPARATION,
    NONE
  }

  /** Reads a state from a snapshot. */
  @FunctionalInterface
  public interface Reading {
    /**
     * The state; empty if nothing tells it.
     *
     * @param powerW as the balance tells, W
     * @param inForce values of the outputs in force; one that is not in it counts as free
     */
    Optional<? extends AssetState> state(
        PlantSnapshot snapshot, Estimate powerW, Map<Signal, Double> inForce);
  }

  /** A device that is only read, for a purpose. */
  public static SiteDevice only(DeviceConfig config, Purpose purpose) {
    return new SiteDevice(
        config,
        purpose,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A device that is set, and tells no state. */
  public static SiteDevice only(
      DeviceConfig config, ControlCapability controlCapability, Optional<OutputSpec> output) {
    return new SiteDevice(
        config,
        Purpose.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.of(controlCapability),
        output,
        Optional.empty());
  }

  /** A device that is in the balance, has a state and may be set. */
  public static SiteDevice of(
      DeviceConfig config,
      BalancePower balance,
      Reading reading,
      ControlCapability controlCapability,
      Optional<OutputSpec> output) {
    return new SiteDevice(
        config,
        Purpose.NONE,
        Optional.of(balance),
        Optional.of(reading),
        Optional.of(controlCapability),
        output,
        Optional.empty());
  }

  /** The same for plans. */
  public SiteDevice planned(PlanCapability capability) {
    return new SiteDevice(
        config, purpose, balance, reading, control, output, Optional.of(capability));
  }

  public String id() {
    return config.id();
  }
}
