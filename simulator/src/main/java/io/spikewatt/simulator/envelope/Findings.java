package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Where checks say what they found. */
@FunctionalInterface
interface Findings {

  /** See {@link Violation}. */
  void violates(Rule rule, Device device, double value, double bound, String reason);
}
