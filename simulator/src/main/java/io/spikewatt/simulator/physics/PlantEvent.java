package io.spikewatt.simulator.physics;

/** Something that happens at one instant rather than over a step. */
public sealed interface PlantEvent {

  /**
   * @param departure how the car left
   */
  record CarLeft(EvDeparture departure) implements PlantEvent {}

  /** The battery inverter left remote control since its heartbeat stopped. */
  record BatteryFellBack() implements PlantEvent {}

  /** The PV inverter's revert timer dropped the limit. */
  record PvLimitReverted() implements PlantEvent {}

  /**
   * A setpoint in the PLC grew too old and was dropped.
   *
   * @param device node of the PLC, {@code EvCharger} or {@code Compute}
   */
  record SetpointDropped(String device) implements PlantEvent {}
}
