package io.spikewatt.controller.compute.helper;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts lines or connections in periods of a second, so that a flood is noticed. */
final class ArrivalRate {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final int most;
  private @Nullable Moment began;
  private int events;

  ArrivalRate(int most) {
    this.most = most;
  }

  /** Whether one more is within the rate. */
  boolean allows(Moment now) {
    Moment since = began;
    if (since == null || !now.isBefore(since.plus(PERIOD))) {
      began = now;
      events = 0;
    }
    events++;
    return events <= most;
  }
}
