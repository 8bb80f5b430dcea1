package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;

/** Time of a simulated day, with a settable wall clock. Confined to one thread. */
final class ChaosClock implements Clock {

  private final Instant start;
  private long nanos;
  private Duration wrong = Duration.ZERO;

  ChaosClock(Instant start) {
    this.start = start;
  }

  @Override
  public Moment now() {
    return new Moment(nanos, start.plusNanos(nanos).plus(wrong));
  }

  /** Advances to a time since the start. */
  void to(long nanosSinceStart) {
    nanos = nanosSinceStart;
  }

  /** Shifts the wall clock; monotonic time does not change. */
  void jump(Duration by) {
    wrong = wrong.plus(by);
  }

  @Override
  public void sleepUntil(Moment deadline) {
    throw new UnsupportedOperationException("one thread: nobody waits");
  }
}
