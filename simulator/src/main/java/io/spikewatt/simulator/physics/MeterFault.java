package io.spikewatt.simulator.physics;

/** Faults of a grid meter that still answers. */
public enum MeterFault {
  NONE,
  /** It repeats its last values. */
  FROZEN,
  /** It counts the other way round, as if its transformers had been turned. */
  TURNED
}
