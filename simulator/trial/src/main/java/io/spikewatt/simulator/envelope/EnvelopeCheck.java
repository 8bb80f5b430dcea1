package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantWrite;

/** One part of the envelope. */
interface EnvelopeCheck {

  /** Handles a write; {@code view} already holds the resulting registers. */
  default void wrote(PlantWrite write, EnvelopeView view) {}

  /** Something happened by itself. */
  default void happened(PlantEvent event, EnvelopeView view) {}

  /** A second has passed. */
  default void second(EnvelopeView view) {}
}
