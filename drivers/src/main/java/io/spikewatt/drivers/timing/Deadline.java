package io.spikewatt.drivers.timing;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * End of the time for one or several answers, in real time even where control runs in simulated
 * time: sockets, ports and futures know no other.
 *
 * @param clock real time
 * @param end first moment that is too late
 */
public record Deadline(Clock clock, Moment end) {

  /** The end of {@code duration} from now. */
  public static Deadline after(Clock clock, Duration duration) {
    return new Deadline(clock, clock.now().plus(duration));
  }

  /** The end of {@code duration} from now, by the system's clock. */
  public static Deadline after(Duration duration) {
    return after(new SystemClock(), duration);
  }

  /** The nearer of this one and {@code duration} from now. */
  public Deadline within(Duration duration) {
    Deadline other = after(clock, duration);
    return other.end.isBefore(end) ? other : this;
  }

  /** Whether it is too late. */
  public boolean passed() {
    return !clock.now().isBefore(end);
  }

  /** Time left, at least 1 ms; throws SocketTimeoutException if nothing is left. */
  public int millisLeft() throws SocketTimeoutException {
    long left = end.nanos() - clock.now().nanos();
    if (left <= 0) {
      throw new SocketTimeoutException("no complete answer in time");
    }
    return Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE);
  }

  /** Waits for a result; cancels it and throws TimeoutException after the deadline. */
  public <T> T await(CompletableFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      long left = Math.max(0, end.since(clock.now()).toNanos());
      return future.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw e;
    }
  }
}
