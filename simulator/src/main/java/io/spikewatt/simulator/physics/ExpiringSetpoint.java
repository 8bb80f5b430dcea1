package io.spikewatt.simulator.physics;

import java.time.Duration;

/** A setpoint of the PLC that falls back unless it is rewritten in time. */
final class ExpiringSetpoint {

  /** After this long without a write the PLC drops a setpoint. */
  static final Duration TIME_TO_LIVE = Duration.ofSeconds(60);

  private final double fallback;
  private double value;
  private long writtenNanos;
  private boolean live;

  ExpiringSetpoint(double fallback) {
    this.fallback = fallback;
    this.value = fallback;
  }

  void write(long nowNanos, double newValue) {
    value = newValue;
    writtenNanos = nowNanos;
    live = true;
  }

  /** Drops the setpoint if it is too old; true if that happened just now. */
  boolean expire(long nowNanos) {
    if (live && nowNanos - writtenNanos > TIME_TO_LIVE.toNanos()) {
      value = fallback;
      live = false;
      return true;
    }
    return false;
  }

  double value() {
    return value;
  }
}
