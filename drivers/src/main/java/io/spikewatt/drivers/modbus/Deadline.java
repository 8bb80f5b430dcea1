package io.spikewatt.drivers.modbus;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A bound in real time, whatever time control lives in: sockets and ports know no other.
 *
 * @param clock real time
 * @param end when it is over
 */
record Deadline(Clock clock, Moment end) {

  static Deadline after(Clock clock, Duration duration) {
    return new Deadline(clock, clock.now().plus(duration));
  }

  /** The nearer of this one and {@code duration} from now. */
  Deadline within(Duration duration) {
    Deadline other = after(clock, duration);
    return other.end.isBefore(end) ? other : this;
  }

  boolean passed() {
    return !clock.now().isBefore(end);
  }

  /**
   * Time left, rounded up to at least 1 ms.
   *
   * @throws SocketTimeoutException if nothing is left
   */
  int millisLeft() throws SocketTimeoutException {
    long left = end.nanos() - clock.now().nanos();
    if (left <= 0) {
      throw new SocketTimeoutException("no complete answer in time");
    }
    return Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE);
  }
}
