package io.spikewatt.drivers.capture;

import io.spikewatt.hal.signal.Quantity;

/** A line of a capture. */
sealed interface Step {

  /** Registers hold words. */
  record Image(boolean input, int address, int[] words) implements Step {}

  /** A reading has that value, to nine digits. */
  record Expect(Quantity quantity, double value) implements Step {}

  /** A reading is missing. */
  record Missing(Quantity quantity) implements Step {}

  /** A setpoint is written. */
  record Write(Quantity quantity, double value) implements Step {}

  /** A setpoint that the device does not take. */
  record Refuse(Quantity quantity, double value) implements Step {}

  /** Control is given back, with that neutral value. */
  record Release(Quantity quantity, double value) implements Step {}

  /** The last write or release left these words in holding registers. */
  record Wrote(int address, int[] words) implements Step {}

  /** The device can take power only, so that no setpoint is positive. */
  record TakesOnly() implements Step {}
}
