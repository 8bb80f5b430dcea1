package io.spikewatt.controller.asset;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;
import java.util.Map;
import java.util.Optional;

/**
 * One device as the stages of control see it: its measurements and capabilities, not its kind.
 *
 * @param config its configuration
 * @param purpose of its readings, besides its own state
 * @param balance its power in the site's balance; empty = the balance goes without it
 * @param reading its state; empty = it has none
 * @param control its ability; empty = none
 * @param output where it is set; empty = it is only read
 * @param plan its ability in plans; empty = none
 */
public record SiteDevice(
    DeviceConfig config,
    Purpose purpose,
    Optional<BalancePower> balance,
    Optional<Reading> reading,
    Optional<ControlCapability> control,
    Optional<OutputSpec> output,
    Optional<PlanCapability> plan) {

  /** Purpose of a device's readings, besides its own state. */
  public enum Purpose {
    /** The meter at the grid connection. */
    GRID_METER,
    /** A meter on the grid's side that control does not use. */
    BILLING_METER,
    /** Measures uncontrolled load. */
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
  public static SiteDevice of(DeviceConfig config, Purpose purpose) {
    return new SiteDevice(
        config,
        purpose,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same in the balance and with a state. */
  public SiteDevice measured(Optional<BalancePower> power, Reading state) {
    return new SiteDevice(config, purpose, power, Optional.of(state), control, output, plan);
  }

  /** The same with an ability, set at an output unless it is only read. */
  public SiteDevice controlled(ControlCapability capability, Optional<OutputSpec> setAt) {
    return new SiteDevice(config, purpose, balance, reading, Optional.of(capability), setAt, plan);
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
