package io.spikewatt.controller.loop;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;

/**
 * Periods of equal length, numbered from an epoch.
 *
 * @param epoch start of period 0
 */
record PeriodGrid(Moment epoch, Duration period) {

  /** Number of the period that contains {@code now}. */
  long at(Moment now) {
    return Math.floorDiv(now.nanos() - epoch.nanos(), period.toNanos());
  }

  /** Number of the period in which a loop that starts now takes its first steps, {@code >= 0}. */
  long first(Moment now) {
    return Math.max(0, at(now));
  }

  /** Number of the first period that has not begun, {@code >= 0}. */
  long next(Moment now) {
    return Math.max(0, Math.ceilDiv(now.nanos() - epoch.nanos(), period.toNanos()));
  }

  /** Number of the next period after {@code number} that has not begun. */
  long after(long number, Moment now) {
    return Math.max(next(now), number + 1);
  }

  Moment due(long number, Duration offset) {
    // Duration multiplies through decimal numbers, which would cost half of the time here.
    return epoch.plus(Duration.ofNanos(period.toNanos() * number + offset.toNanos()));
  }
}
