package io.spikewatt.simulator.physics;

/** Sees everything the plant does, in order. */
public interface PlantObserver {

  /** A step of {@code dtS} seconds ended. */
  void stepped(PlantTruth truth, double dtS);

  /** Something happened before the step that is reported next. */
  void happened(PlantEvent event);
}
