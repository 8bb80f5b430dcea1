package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantWrite;

/** One part of the envelope. */
interface EnvelopeCheck {

  /** A write has come in; {@code envelopeView} already holds what it left standing. */
  default void wrote(
      PlantWrite write, EnvelopeView envelopeView, ViolationListener violationListener) {}

  /** Something happened by itself. */
  default void happened(
      PlantEvent event, EnvelopeView envelopeView, ViolationListener violationListener) {}

  /** A second has passed. */
  default void second(EnvelopeView envelopeView, ViolationListener violationListener) {}
}
