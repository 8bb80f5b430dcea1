package io.spikewatt.controller.mode;

/** The mode that a person or a command requested. */
public enum RequestedMode {
  AUTO,
  SELF_CONSUMPTION,
  HOLD,
  ISLAND_TEST,
  /** Separated from the grid, as long as it is requested. */
  ISLAND
}
