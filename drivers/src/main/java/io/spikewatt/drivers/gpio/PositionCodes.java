package io.spikewatt.drivers.gpio;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.hal.gpio.GpioException;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;

/** Values of the positions of contacts and relays. */
final class PositionCodes {

  private PositionCodes() {}

  /** The value of a position, one 0 or 1 for each line; a position without a value is a fault. */
  static Sample sample(
      Signal signal, List<ContactCode> codes, String lines, String position, Moment now) {
    return codes.stream()
        .filter(code -> code.contacts().equals(position))
        .map(code -> Sample.checked(signal, code.value(), now))
        .findFirst()
        .orElseGet(
            () ->
                Sample.missing(
                    signal,
                    Fault.Kind.BAD_QUALITY,
                    "the " + lines + " are " + position + ", which means nothing",
                    now));
  }

  static Fault unreachable(GpioException e) {
    return Fault.of(Fault.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
  }
}
