package io.spikewatt.hal.time;

import java.time.Duration;
import java.time.Instant;

/** A clock that moves only by {@link #advance}; for tests. */
public final class ManualClock implements Clock {

  private Moment now;

  public ManualClock(Instant start) {
    this.now = new Moment(0, start);
  }

  @Override
  public synchronized Moment now() {
    return now;
  }

  /** Moves both time lines forward and wakes the waiting threads. */
  public synchronized Moment advance(Duration step) {
    now = now.plus(step);
    notifyAll();
    return now;
  }

  /** Sets the wall time without touching monotonic time, as an operator or NTP would. */
  public synchronized Moment setWallTime(Instant instant) {
    now = new Moment(now.nanos(), instant);
    return now;
  }

  @Override
  public synchronized void sleepUntil(Moment deadline) throws InterruptedException {
    while (now.isBefore(deadline)) {
      wait();
    }
  }
}
