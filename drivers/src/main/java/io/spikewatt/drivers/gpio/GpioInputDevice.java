package io.spikewatt.drivers.gpio;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.device.SignalDevice;
import io.spikewatt.drivers.device.SignalSet;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioException;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Map;

/**
 * Contacts that encode one value together, or a single contact: active while it is closed, or, if
 * it is normally closed, while it is open. The levels are read in every cycle, so a missed edge
 * costs one cycle. A position without a meaning is a fault. Every read retries a line that could
 * not be opened.
 */
public final class GpioInputDevice extends SignalDevice<Connection.Gpio, Void> {

  private final List<ContactCode> codes;
  private final Connection.Gpio connection;
  private final Gpio gpio;
  private final Signal signal;

  /** {@code codes} gives the value of each position. The board belongs to its creator. */
  public GpioInputDevice(
      String id,
      Quantity quantity,
      List<ContactCode> codes,
      Connection.Gpio connection,
      Gpio gpio) {
    super(new SignalSet<>(id, Map.of(new Signal(id, quantity), connection), Map.of()));
    this.codes = List.copyOf(codes);
    this.connection = connection;
    this.gpio = gpio;
    this.signal = new Signal(id, quantity);
  }

  @Override
  public List<Sample> read(Moment now) {
    try {
      return List.of(PositionCodes.sample(signal, codes, "contacts", position(), now));
    } catch (GpioException e) {
      return List.of(new Sample.Missing(signal, PositionCodes.unreachable(e), now));
    }
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return WriteReceipt.refused(
        setpoint.signal(), Fault.Kind.NOT_IMPLEMENTED, "an input has no outputs", now);
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
