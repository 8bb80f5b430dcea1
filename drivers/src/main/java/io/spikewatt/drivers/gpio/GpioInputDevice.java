package io.spikewatt.drivers.gpio;

import io.spikewatt.config.site.Connection;
import io.spikewatt.hal.device.Device;
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
import java.util.Set;

/**
 * A contact: 1 while it says something, which a normally closed one does by opening. The level is
 * read anew in every cycle, so an edge that nobody noticed costs one cycle. A line that cannot be
 * had is unreachable, and is asked for again with every read.
 */
public final class GpioInputDevice implements Device {

  private final String id;
  private final Connection.Gpio connection;
  private final Gpio gpio;
  private final Signal contact;

  /**
   * @param gpio the board, which belongs to whoever made it
   */
  public GpioInputDevice(String id, Connection.Gpio connection, Gpio gpio) {
    this.id = id;
    this.connection = connection;
    this.gpio = gpio;
    this.contact = new Signal(id, Quantity.CONTACT);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Set<Signal> inputs() {
    return Set.of(contact);
  }

  @Override
  public Set<Signal> outputs() {
    return Set.of();
  }

  @Override
  public List<Sample> read(Moment now) {
    try {
      boolean closed = gpio.input(connection.pin(), connection.activeLow()).closed();
      boolean says = closed != connection.normallyClosed();
      return List.of(new Sample.Good(contact, says ? 1 : 0, now));
    } catch (GpioException e) {
      String detail = String.valueOf(e.getMessage());
      return List.of(Sample.missing(contact, Fault.Kind.UNREACHABLE, detail, now));
    }
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return new WriteReceipt.Refused(
        setpoint.signal(), Fault.of(Fault.Kind.NOT_IMPLEMENTED, "an input has no outputs"), now);
  }

  @Override
  public void close() {}
}
