package io.spikewatt.controller.notify;

import io.spikewatt.controller.history.CredibleSlots;
import io.spikewatt.hal.time.ClockSteps;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Steps of the wall clock. Times of this process move with each step, so that durations are right
 * whatever the clock shows; what cannot be taken back waits until the clock is credible. Confined
 * to one thread.
 */
final class NotifierClock {

  private final ClockSteps steps;
  private @Nullable Moment last;

  /**
   * @param recorded latest wall time on record; a clock that begins before it is doubted
   */
  NotifierClock(Instant recorded) {
    this.steps = new ClockSteps(recorded);
  }

  /**
   * A step of the wall clock.
   *
   * @param before what the clock showed before it
   * @param size negative = back
   * @param now what the clock shows
   */
  record Step(Instant before, Duration size, Instant now) {

    /** A time of this clock as it shows it now; those that it had not reached are not its own. */
    Instant moved(Instant time) {
      return time.isAfter(before) ? time : time.plus(size);
    }
  }

  /** Takes the next reading of the clock; its size is zero without a step. */
  Step update(Moment now) {
    Moment before = last == null ? now : last;
    last = now;
    Duration size = Duration.between(before.instant(), now.instant()).minus(now.since(before));
    boolean stepped = steps.update(now);
    return new Step(before.instant(), stepped ? size : Duration.ZERO, now.instant());
  }

  /** True if the wall clock was credible at the last reading. */
  boolean isCredible() {
    return steps.settled() && last != null && !last.instant().isBefore(CredibleSlots.EARLIEST);
  }
}
