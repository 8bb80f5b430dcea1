package io.spikewatt.controller.notify;

import io.spikewatt.controller.protocol.AlarmSeverity;
import java.time.Instant;

/**
 * One thing to tell of an alarm.
 *
 * @param code of the alarm
 * @param text for people
 * @param since when the alarm began
 * @param until when it ended; the same as {@code since} while it lasts
 * @param times how often it came in this time
 */
record Notice(
    Kind kind,
    String code,
    AlarmSeverity severity,
    String text,
    Instant since,
    Instant until,
    int times) {

  enum Kind {
    BEGAN,
    /** Its begin was told. */
    OVER,
    /** Began and ended while it could not be told. */
    PASSED
  }
}
