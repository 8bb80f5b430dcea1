package io.spikewatt.drivers.quality;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Records the sign of recent setpoints, so that a device's change of sign is not taken for a fault.
 */
final class SetpointDirection {

  private final Duration lasting;
  private @Nullable Moment positive;
  private @Nullable Moment negative;

  /**
   * @param lasting how long after its end an order still explains a direction
   */
  SetpointDirection(Duration lasting) {
    this.lasting = lasting;
  }

  /** Records the setpoint in force. */
  void order(double value, Moment now) {
    if (value > 0) {
      positive = now;
    } else if (value < 0) {
      negative = now;
    }
  }

  /** Whether a setpoint explains the sign of {@code value}. */
  boolean explains(double value, Moment at) {
    Moment ordered = value > 0 ? positive : negative;
    return ordered != null && at.since(ordered).compareTo(lasting) <= 0;
  }
}
