package io.spikewatt.simulator.physics;

import java.util.ArrayDeque;
import java.util.Deque;

/** A value that takes effect a dead time after it was set. */
final class DelayLine {

  private record Entry(long dueNanos, double value) {}

  private final long deadNanos;
  private final Deque<Entry> pending = new ArrayDeque<>();
  private double effective;
  private double last;

  DelayLine(long deadNanos, double initial) {
    this.deadNanos = deadNanos;
    this.effective = initial;
    this.last = initial;
  }

  void set(long nowNanos, double value) {
    // Rewriting the same value each second must not restart the dead time.
    if (value != last) {
      pending.addLast(new Entry(nowNanos + deadNanos, value));
      last = value;
    }
  }

  double at(long nowNanos) {
    for (Entry next = pending.peekFirst();
        next != null && next.dueNanos <= nowNanos;
        next = pending.peekFirst()) {
      effective = next.value;
      pending.removeFirst();
    }
    return effective;
  }

  /** Drops delayed values and takes {@code value} now. */
  void force(double value) {
    pending.clear();
    effective = value;
    last = value;
  }
}
