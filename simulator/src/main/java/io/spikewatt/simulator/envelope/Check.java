package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantWrite;

/** One part of the envelope. */
interface Check {

  /** A write has come in; {@code view} already holds what it left standing. */
  default void wrote(PlantWrite write, View view, Findings findings) {}

  /** Something happened by itself. */
  default void happened(PlantEvent event, View view, Findings findings) {}

  /** A second has passed. */
  default void second(View view, Findings findings) {}
}
