package io.spikewatt.simulator.physics;

/** Sees everything the plant does, in order. */
public interface PlantObserver {

  /** A step of {@code dtS} seconds ended. */
  default void stepped(PlantTruth truth, double dtS) {}

  /** Receives an event that occurred before the step that is reported next. */
  default void happened(PlantEvent event) {}

  /** Receives a write to a device at the end of the step that was reported last. */
  default void wrote(PlantWrite write) {}
}
