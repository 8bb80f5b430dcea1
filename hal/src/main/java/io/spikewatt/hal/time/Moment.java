package io.spikewatt.hal.time;

import java.time.Duration;
import java.time.Instant;

/**
 * One reading of a clock: the monotonic time that control uses and the wall time that people read.
 *
 * @param nanos monotonic nanoseconds of the clock that made it; only differences mean something
 * @param instant UTC wall time, which may jump when the host's clock is set
 */
public record Moment(long nanos, Instant instant) implements Comparable<Moment> {

  /** This moment moved by {@code duration} (which may be negative) on both time lines. */
  public Moment plus(Duration duration) {
    return new Moment(nanos + duration.toNanos(), instant.plus(duration));
  }

  /** Monotonic time from {@code earlier} to this moment; negative if that one is later. */
  public Duration since(Moment earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /** Monotonic milliseconds from {@code earlier} to this moment. */
  public long millisSince(Moment earlier) {
    return Math.floorDiv(nanos - earlier.nanos, 1_000_000L);
  }

  public boolean isBefore(Moment other) {
    return nanos - other.nanos < 0;
  }

  public boolean isAfter(Moment other) {
    return nanos - other.nanos > 0;
  }

  /** Orders by monotonic time alone. */
  @Override
  public int compareTo(Moment other) {
    return Long.signum(nanos - other.nanos);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Moment moment && nanos == moment.nanos;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(nanos);
  }
}
