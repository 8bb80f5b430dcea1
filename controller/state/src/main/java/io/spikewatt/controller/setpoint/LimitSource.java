package io.spikewatt.controller.setpoint;

/** Who set a limit, in the order of priority. */
public enum LimitSource {
  /** A contact of the grid operator, closed or unreadable. */
  GRID_OPERATOR,
  /** The site's configuration. */
  CONFIGURED,
  /** A command. */
  COMMAND,
  /** A negative price, by the owner's choice. */
  PRICE
}
