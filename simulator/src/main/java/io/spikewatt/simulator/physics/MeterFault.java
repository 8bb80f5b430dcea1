package io.spikewatt.simulator.physics;

/** What the grid meter can do wrong while it answers. */
public enum MeterFault {
  NONE,
  /** It repeats its last values. */
  FROZEN,
  /** It counts the other way round, as if its transformers had been turned. */
  TURNED
}
