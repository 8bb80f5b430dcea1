package io.spikewatt.drivers.gpio;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioException;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Set;

/**
 * Several contacts that say one value together, read anew in every cycle. A position that means
 * nothing is a fault, and what to do then is not decided here.
 */
public final class GpioCodeInputDevice implements Device {

  private final String id;
  private final List<ContactCode> codes;
  private final Connection.Gpio connection;
  private final Gpio gpio;
  private final Signal signal;

  /**
   * @param gpio the board, which belongs to whoever made it
   */
  public GpioCodeInputDevice(
      String id, DeviceProfile.GpioCodeInput profile, Connection.Gpio connection, Gpio gpio) {
    this.id = id;
    this.codes = profile.codes();
    this.connection = connection;
    this.gpio = gpio;
    this.signal = new Signal(id, profile.quantity());
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Set<Signal> inputs() {
    return Set.of(signal);
  }

  @Override
  public Set<Signal> outputs() {
    return Set.of();
  }

  @Override
  public List<Sample> read(Moment now) {
    try {
      String position = position();
      return List.of(
          codes.stream()
              .filter(code -> code.contacts().equals(position))
              .map(code -> Sample.checked(signal, code.value(), now))
              .findFirst()
              .orElseGet(
                  () ->
                      Sample.missing(
                          signal,
                          Fault.Kind.BAD_QUALITY,
                          "the contacts are " + position + ", which means nothing",
                          now)));
    } catch (GpioException e) {
      String detail = String.valueOf(e.getMessage());
      return List.of(Sample.missing(signal, Fault.Kind.UNREACHABLE, detail, now));
    }
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return new WriteReceipt.Refused(
        setpoint.signal(), Fault.of(Fault.Kind.NOT_IMPLEMENTED, "an input has no outputs"), now);
  }

  @Override
  public void close() {}

  private String position() {
    StringBuilder position = new StringBuilder();
    for (int pin : connection.pins()) {
      boolean closed = gpio.input(pin, connection.activeLow()).closed();
      position.append(closed != connection.normallyClosed() ? '1' : '0');
    }
    return position.toString();
  }
}
