package io.spikewatt.simulator.physics;

/** The limits at the grid connection. */
public enum LimitKind {
  IMPORT,
  EXPORT,
  /** Import while the grid operator's contact is closed. */
  CONTACT_IMPORT,
  /** Export while the grid operator's contact is closed. */
  CONTACT_EXPORT
}
