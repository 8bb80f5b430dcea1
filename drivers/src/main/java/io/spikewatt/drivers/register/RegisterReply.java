package io.spikewatt.drivers.register;

import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/** The answer to one request. */
public sealed interface RegisterReply {

  /** The device did it; {@code words} are the unsigned 16-bit values read or written. */
  record Words(int[] words) implements RegisterReply {}

  /** {@code exceptionCode} is the device's Modbus exception, 1..255; 0 = no valid answer. */
  record Failed(Fault fault, int exceptionCode) implements RegisterReply {

    /** Whether the device is busy: it may answer the same request soon. */
    public boolean busy() {
      return exceptionCode == 5 || exceptionCode == 6;
    }

    /** Whether the device refuses this span of registers; others may be readable. */
    public boolean badSpan() {
      return exceptionCode == 2 || exceptionCode == 3;
    }

    /** Whether no device answered, or only a gateway that does not reach it. */
    public boolean noDevice() {
      return exceptionCode == 0 || exceptionCode == 10 || exceptionCode == 11;
    }

    /** The receipt of a write with this reply: refused by the device, or failed. */
    public WriteReceipt receipt(Signal signal, Moment now) {
      return exceptionCode != 0
          ? new WriteReceipt.Refused(signal, fault, now)
          : new WriteReceipt.Failed(signal, fault, now);
    }
  }

  static Failed failed(Fault.Kind kind, String detail) {
    return new Failed(Fault.of(kind, detail), 0);
  }
}
