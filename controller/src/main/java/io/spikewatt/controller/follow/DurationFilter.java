package io.spikewatt.controller.follow;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * True once something has lasted, until its opposite has. Time in which nothing shows is left out.
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

  /** It is, or it is not, shown now. */
  void update(boolean is, Moment now) {
    Duration step = shown == null ? Duration.ZERO : now.since(shown);
    shown = now;
    against = is == on ? Duration.ZERO : against.plus(step);
    if (against.compareTo(on ? fall : rise) >= 0) {
      on = is;
      against = Duration.ZERO;
    }
  }

  /** Nothing shows either way. */
  void pause() {
    shown = null;
  }

  /** What has begun to last begins anew. */
  void reset() {
    pause();
    against = Duration.ZERO;
  }

  boolean on() {
    return on;
  }
}
