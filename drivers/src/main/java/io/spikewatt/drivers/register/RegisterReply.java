package io.spikewatt.drivers.register;

import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/** The answer to one request. */
public sealed interface RegisterReply {

  /** It was done, with these unsigned 16-bit values read or written. */
  record Words(int[] words) implements RegisterReply {}

  /**
   * The request failed.
   *
   * @param exceptionCode Modbus exception code 1..255 if the device answered with one; 0 if there
   *     was no valid answer
   */
  record Failed(Fault fault, int exceptionCode) implements RegisterReply {

    /** Whether the device is busy, or still at it: it may well answer the same request soon. */
    public boolean busy() {
      return exceptionCode == 5 || exceptionCode == 6;
    }

    /** Whether the device refuses this span of registers, while others may well be readable. */
    public boolean badSpan() {
      return exceptionCode == 2 || exceptionCode == 3;
    }

    /** Whether no device answered: nobody at all, or a gateway that does not reach it. */
    public boolean noDevice() {
      return exceptionCode == 0 || exceptionCode == 10 || exceptionCode == 11;
    }

    /** What became of a write that this answers: refused by the device, or not known. */
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
