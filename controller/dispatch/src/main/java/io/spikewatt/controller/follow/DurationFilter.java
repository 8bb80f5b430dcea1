package io.spikewatt.controller.follow;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * True once a condition has lasted, until its opposite has. Time without evidence does not count.
 */
final class DurationFilter {

  private final Duration rise;
  private final Duration fall;
  private boolean on;
  private Duration against = Duration.ZERO;
  private @Nullable Moment shown;

  DurationFilter(Duration rise, Duration fall) {
    this.rise = rise;
    this.fall = fall;
  }

  /** Takes over the condition's present value. */
  void update(boolean is, Moment now) {
    Duration step = shown == null ? Duration.ZERO : now.since(shown);
    shown = now;
    against = is == on ? Duration.ZERO : against.plus(step);
    if (against.compareTo(on ? fall : rise) >= 0) {
      on = is;
      against = Duration.ZERO;
    }
  }

  /** No evidence in either direction. */
  void pause() {
    shown = null;
  }

  /** Restarts the running time. */
  void reset() {
    pause();
    against = Duration.ZERO;
  }

  boolean on() {
    return on;
  }
}
