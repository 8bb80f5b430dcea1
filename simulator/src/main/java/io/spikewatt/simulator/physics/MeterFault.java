package io.spikewatt.simulator.physics;

/** Faults of a grid meter that still answers. */
public enum MeterFault {
  NONE,
  /** It repeats its last values. */
  FROZEN,
  /** It reports inverted signs, as with reversed transformers. */
  TURNED
}
