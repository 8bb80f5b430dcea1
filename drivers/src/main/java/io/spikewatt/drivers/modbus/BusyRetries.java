package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Retries of one poll while the device reports busy. The pauses of a whole poll are at most about a
 * third of a second, for any number of requests: enough for an inverter to save a setting, and no
 * longer delay for units that share the line.
 */
final class BusyRetries {

  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200));

  private final Clock realTime;
  private int taken;

  BusyRetries(Clock realTime) {
    this.realTime = realTime;
  }

  /** Waits for the next try; false if there is none any more. */
  boolean wait(Deadline budget) {
    if (taken == PAUSES.size()) {
      return false;
    }
    Duration pause = PAUSES.get(taken++);
    if (!Deadline.after(realTime, pause).end().isBefore(budget.end())) {
      return false;
    }
    try {
      realTime.sleepUntil(realTime.now().plus(pause));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
