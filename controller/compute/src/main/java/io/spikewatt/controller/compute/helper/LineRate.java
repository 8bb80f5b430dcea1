package io.spikewatt.controller.compute.helper;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts the lines of a connection in periods of a second, so that a flood ends it. */
final class LineRate {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final int most;
  private @Nullable Moment began;
  private int lines;

  LineRate(int most) {
    this.most = most;
  }

  /** Whether one more line is within the rate. */
  boolean allows(Moment now) {
    Moment since = began;
    if (since == null || !now.isBefore(since.plus(PERIOD))) {
      began = now;
      lines = 0;
    }
    lines++;
    return lines <= most;
  }
}
