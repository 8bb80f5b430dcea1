package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Receives the violations that checks find. */
@FunctionalInterface
interface ViolationListener {

  /** See {@link Violation}. */
  void violated(
      EnvelopeRule envelopeRule, Device device, double value, double bound, String reason);
}
