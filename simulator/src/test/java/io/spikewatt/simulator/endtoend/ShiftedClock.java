package io.spikewatt.simulator.endtoend;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.time.Instant;

/** Real time of another day, so that the sun shines whenever a test runs; it can be set forward. */
final class ShiftedClock implements Clock {

  private final Clock realTime = new SystemClock();
  private final Moment realStart = realTime.now();
  private final Instant start;
  private Duration skipped = Duration.ZERO;

  ShiftedClock(Instant start) {
    this.start = start;
  }

  @Override
  public synchronized Moment now() {
    Duration passed = realTime.now().since(realStart).plus(skipped);
    return new Moment(realStart.nanos() + passed.toNanos(), start.plus(passed));
  }

  /** Lets this time pass at once. */
  synchronized void skip(Duration time) {
    skipped = skipped.plus(time);
  }

  @Override
  public void sleepUntil(Moment deadline) {
    throw new UnsupportedOperationException("the plant waits for nothing");
  }
}
