package io.spikewatt.hal.device;

import io.spikewatt.hal.signal.Signal;
import java.time.Duration;

/**
 * Remaining writes of an output into memory that wears.
 *
 * @param perDay writes that it bears in 24 hours
 * @param left remaining writes, which grow with time; negative after safe values beyond the budget
 */
public record WriteBudget(Signal signal, int perDay, int left) {

  private static final double DAY_S = Duration.ofDays(1).toSeconds();

  /** Least time between two writes: none with a full budget, a refill period with an empty one. */
  public Duration pause() {
    return pause(perDay, left);
  }

  /** The same for a budget that counts parts of writes; half a day's budget is full. */
  public static Duration pause(int perDay, double left) {
    double full = perDay / 2.0;
    double used = 1 - Math.max(0, left) / full;
    return Duration.ofMillis((long) (1000 * used * DAY_S / full));
  }
}
