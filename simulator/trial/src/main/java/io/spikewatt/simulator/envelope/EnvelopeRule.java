package io.spikewatt.simulator.envelope;

/** What no write may do, whatever fails. */
public enum EnvelopeRule {
  /** A value beyond the device's rating. */
  RATING,
  /** Discharge below, or charging above, the state of charge that control may use. */
  STATE_OF_CHARGE,
  /** Power requested of a battery with unknown state of charge. */
  UNKNOWN_CHARGE,
  /** Grid meter silent and no substitute: PV at the static limit, everything else at rest. */
  BLIND,
  /** Adds to an import above the limit in force. */
  IMPORT_LIMIT,
  /** Adds to an export above the limit in force. */
  EXPORT_LIMIT,
  /** A load runs by order while the grid operator dims. */
  DIMMED,
  /** Discharge below the reserve for outages. */
  RESERVE,
  /** Two controllers write to one device. */
  SECOND_WRITER,
  /** Steeper than the declared ramp. */
  RAMP,
  /** A setpoint that outlives the decision it came from. */
  EXPIRY,
  /** A device under remote control that would not, or did not, fall back as it should. */
  DEAD_MAN,
  /** Battery or charger commanded while there is no grid. */
  ISLAND,
  /** A genset beside the grid, or started and stopped sooner than its maker allows. */
  GENSET,
  /** The transfer switch opened under load, or free to close before the grid has stayed. */
  TRANSFER_SWITCH,
  /** A heat pump started or stopped sooner than its least times allow, without need. */
  HEAT_PUMP,
  /** A relay moved sooner than it may be. */
  RELAY,
  /** A write to a protected register, or without authority. */
  FORBIDDEN,
  /** NaN, half a value, or a value that the device had to refuse. */
  MALFORMED
}
