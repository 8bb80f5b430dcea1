package io.spikewatt.controller.follow;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** True once something has lasted, until its opposite has. */
final class Lasting {

  private final Duration rise;
  private final Duration fall;
  private boolean on;
  private @Nullable Moment against;

  Lasting(Duration rise, Duration fall) {
    this.rise = rise;
    this.fall = fall;
  }

  boolean update(boolean is, Moment now) {
    if (is == on) {
      against = null;
      return on;
    }
    if (against == null) {
      against = now;
    }
    if (now.since(against).compareTo(on ? fall : rise) >= 0) {
      on = is;
      against = null;
    }
    return on;
  }

  boolean on() {
    return on;
  }

  /** Nothing can be told for now: what has begun to last begins anew. */
  void pause() {
    against = null;
  }
}
