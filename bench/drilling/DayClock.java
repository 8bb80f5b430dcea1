package io.spikewatt.simulator.drill;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.time.Instant;

/** The plant's time: real seconds of a sunny forenoon, whenever a drill runs. */
final class DayClock implements Clock {

  private static final Instant FORENOON = Instant.parse("2026-06-09T09:30:00Z");

  private final Clock realTime = new SystemClock();
  private final Moment realStart = realTime.now();

  @Override
  public Moment now() {
    Duration passed = realTime.now().since(realStart);
    return new Moment(realStart.nanos() + passed.toNanos(), FORENOON.plus(passed));
  }

  @Override
  public void sleepUntil(Moment deadline) {
    throw new UnsupportedOperationException("the plant waits for nothing");
  }
}
