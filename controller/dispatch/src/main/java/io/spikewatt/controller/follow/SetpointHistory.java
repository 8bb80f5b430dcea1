package io.spikewatt.controller.follow;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Setpoints of an output within the device's response time. While setpoints move, a device that
 * follows is between the lowest and the highest of them.
 */
final class SetpointHistory {

  private record Value(Moment at, double value) {}

  /** Lowest and highest value in the window. */
  record Range(double min, double max) {}

  private final Duration window;
  private final ArrayDeque<Value> values = new ArrayDeque<>();

  /** {@code window}: from a setpoint until the device has settled at it. */
  SetpointHistory(Duration window) {
    this.window = window;
  }

  /** Adds the setpoint in force. */
  void add(double value, Moment now) {
    if (values.isEmpty() || values.getLast().value() != value) {
      values.addLast(new Value(now, value));
    }
    // The newest value older than the window still applies at its start.
    while (values.size() > 1 && older(second(), now)) {
      values.removeFirst();
    }
  }

  /** Whether the device has had time to answer at all. */
  boolean settled(Moment now) {
    return !values.isEmpty() && older(values.getFirst(), now);
  }

  Range range() {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (Value value : values) {
      min = Math.min(min, value.value());
      max = Math.max(max, value.value());
    }
    return new Range(min, max);
  }

  double last() {
    return values.getLast().value();
  }

  void clear() {
    values.clear();
  }

  private boolean older(Value value, Moment now) {
    return now.since(value.at()).compareTo(window) >= 0;
  }

  private Value second() {
    Iterator<Value> all = values.iterator();
    all.next();
    return all.next();
  }
}
