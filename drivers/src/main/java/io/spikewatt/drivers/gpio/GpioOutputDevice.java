package io.spikewatt.drivers.gpio;

import io.spikewatt.config.site.Connection;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.gpio.DigitalOutput;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioException;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A relay that rests open and keeps each state for a least time, so that no control loop can wear
 * it out. It reads back its own state. A line that cannot be had is unreachable, and is asked for
 * again with every call.
 */
public final class GpioOutputDevice implements Device {

  private final String id;
  private final Connection.Gpio connection;
  private final Gpio gpio;
  private final Duration minClosed;
  private final Duration minOpen;
  private final Signal contact;

  /** When the relay last changed by our doing; null before the first change. */
  private @Nullable Moment switched;

  /**
   * @param gpio the board, which belongs to whoever made it
   * @param minClosed how long the relay stays closed at least
   * @param minOpen how long the relay stays open at least after it was closed
   */
  public GpioOutputDevice(
      String id, Connection.Gpio connection, Gpio gpio, Duration minClosed, Duration minOpen) {
    this.id = id;
    this.connection = connection;
    this.gpio = gpio;
    this.minClosed = minClosed;
    this.minOpen = minOpen;
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
    return Set.of(contact);
  }

  @Override
  public List<Sample> read(Moment now) {
    try {
      return List.of(new Sample.Good(contact, relay().closed() ? 1 : 0, now));
    } catch (GpioException e) {
      return List.of(new Sample.Missing(contact, unreachable(e), now));
    }
  }

  /** Closes for 1, opens for 0; refused while the relay has to keep its state. */
  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    double value = setpoint.orSafe(now).value();
    if (!setpoint.signal().equals(contact)) {
      return refused(setpoint.signal(), Fault.Kind.NOT_IMPLEMENTED, "no such output", now);
    }
    if (value != 0 && value != 1) {
      return refused(contact, Fault.Kind.OUT_OF_RANGE, "a relay is 0 or 1, not " + value, now);
    }
    boolean closed = value == 1;
    try {
      DigitalOutput relay = relay();
      if (relay.closed() == closed) {
        return new WriteReceipt.Written(contact, value, false, now);
      }
      Duration left = left(relay.closed(), now);
      if (left.isPositive()) {
        String state = relay.closed() ? "closed" : "open";
        return refused(
            contact,
            Fault.Kind.REJECTED,
            "stays " + state + " for " + (left.toMillis() + 999) / 1_000 + " s more",
            now);
      }
      relay.set(closed);
      switched = now;
      return new WriteReceipt.Written(contact, value, true, now);
    } catch (GpioException e) {
      return new WriteReceipt.Failed(contact, unreachable(e), now);
    }
  }

  /** The relay keeps its state until the board is closed, which brings it to rest. */
  @Override
  public void close() {}

  private Duration left(boolean closed, Moment now) {
    if (switched == null) {
      return Duration.ZERO;
    }
    return (closed ? minClosed : minOpen).minus(now.since(switched));
  }

  private DigitalOutput relay() {
    return gpio.output(connection.pin(), connection.activeLow(), false);
  }

  private static WriteReceipt refused(Signal signal, Fault.Kind kind, String detail, Moment now) {
    return new WriteReceipt.Refused(signal, Fault.of(kind, detail), now);
  }

  private static Fault unreachable(GpioException e) {
    return Fault.of(Fault.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
  }
}
