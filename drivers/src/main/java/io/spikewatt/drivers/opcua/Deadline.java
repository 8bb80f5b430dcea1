package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One end in real time for several answers; no future of the library is waited for without. */
record Deadline(SystemClock realTime, Moment end) {

  static Deadline in(Duration bound) {
    SystemClock realTime = new SystemClock();
    return new Deadline(realTime, realTime.now().plus(bound));
  }

  /** The future's result; what comes too late is cancelled. */
  <T> T await(CompletableFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      long left = Math.max(0, end.since(realTime.now()).toNanos());
      return future.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw e;
    }
  }
}
