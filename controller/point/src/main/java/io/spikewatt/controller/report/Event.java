package io.spikewatt.controller.report;

import java.time.Instant;

/**
 * A single event that a person or the grid operator may ask about later.
 *
 * @param code stable, for machines, for example {@code device/pv1}
 * @param text one sentence for people
 */
public record Event(Instant at, Kind kind, String code, String text) {

  public enum Kind {
    ALARM_RAISED,
    ALARM_CLEARED,
    MODE_CHANGED,
    LIMIT_CHANGED,
    COMMAND_REFUSED,
    COMMAND_TAKEN,
    SETPOINT_REFUSED,
    NOTE
  }
}
