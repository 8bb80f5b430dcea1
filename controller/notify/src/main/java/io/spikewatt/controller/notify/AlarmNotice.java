package io.spikewatt.controller.notify;

import io.spikewatt.controller.protocol.AlarmSeverity;
import java.time.Instant;

/**
 * The begin or the end of an alarm, to be reported.
 *
 * @param code of the alarm
 * @param text for people
 * @param since when the alarm began
 * @param until when it ended; the same as {@code since} while it lasts
 * @param times how often it came in that time
 */
record AlarmNotice(
    Kind kind,
    String code,
    AlarmSeverity severity,
    String text,
    Instant since,
    Instant until,
    int times) {

  enum Kind {
    BEGAN,
    /** Ended after its begin was reported. */
    OVER,
    /** Began and ended in quiet hours, when it could not be reported. */
    PASSED
  }
}
