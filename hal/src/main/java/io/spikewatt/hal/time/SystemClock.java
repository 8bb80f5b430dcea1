package io.spikewatt.hal.time;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The host's own clocks: monotonic for control, wall for calendars. */
public final class SystemClock implements Clock {

  @Override
  public Moment now() {
    return new Moment(System.nanoTime(), Instant.now());
  }

  @Override
  public void sleepUntil(Moment deadline) throws InterruptedException {
    for (long left = deadline.nanos() - System.nanoTime();
        left > 0;
        left = deadline.nanos() - System.nanoTime()) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
