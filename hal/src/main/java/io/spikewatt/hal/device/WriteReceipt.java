package io.spikewatt.hal.device;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/** Result of a write. */
public sealed interface WriteReceipt {

  Signal signal();

  Moment at();

  /** Refused, for a reason of the given kind. */
  static WriteReceipt refused(Signal signal, Fault.Kind kind, String detail, Moment at) {
    return new Refused(signal, Fault.of(kind, detail), at);
  }

  /**
   * The device accepted the value.
   *
   * @param value the written value, in the signal's unit, after rounding to the device's resolution
   * @param onWire false if the device already held an equal value and nothing was sent
   */
  record Written(Signal signal, double value, boolean onWire, Moment at) implements WriteReceipt {}

  /** The device or its driver refused the value; another value might be accepted. */
  record Refused(Signal signal, Fault reason, Moment at) implements WriteReceipt {}

  /** The value is not known to have arrived. */
  record Failed(Signal signal, Fault reason, Moment at) implements WriteReceipt {}
}
