package io.spikewatt.drivers.gpio;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.device.SignalDevice;
import io.spikewatt.drivers.device.SignalSet;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Relays that encode one value together, or a single relay; they rest open. Each position is kept
 * for a least time, which limits wear. A position with a longest time is followed by open relays.
 * Between two positions relays open before others close, so no relay that is open in both is ever
 * closed. A line that cannot be opened is requested again with every call.
 */
public final class GpioOutputDevice extends SignalDevice<Connection.Gpio, Connection.Gpio> {

  private final List<ContactCode> codes;
  private final Connection.Gpio connection;
  private final Gpio gpio;
  private final Signal signal;
  private final Duration minOn;
  private final Duration minOff;

  /** When the position last changed by our doing; null before the first change. */
  private @Nullable Moment switched;

  /** The value whose longest time is over, until another value is requested. */
  private @Nullable Double spent;

  /** Values of positions, least times of closed and open relays; the caller owns the board. */
  public GpioOutputDevice(
      String id,
      Quantity quantity,
      List<ContactCode> codes,
      Duration minOn,
      Duration minOff,
      Connection.Gpio connection,
      Gpio gpio) {
    Map<Signal, Connection.Gpio> lines = Map.of(new Signal(id, quantity), connection);
    super(new SignalSet<>(id, lines, lines));
    this.codes = List.copyOf(codes);
    this.connection = connection;
    this.gpio = gpio;
    this.signal = new Signal(id, quantity);
    this.minOn = minOn;
    this.minOff = minOff;
  }

  /** The relays' own position. */
  @Override
  public List<Sample> read(Moment now) {
    try {
      return List.of(PositionCodes.sample(signal, codes, "relays", position(relays()), now));
    } catch (GpioException e) {
      return List.of(new Sample.Missing(signal, PositionCodes.unreachable(e), now));
    }
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    if (!setpoint.signal().equals(signal)) {
      return SignalSet.noSuchOutput(setpoint, now);
    }
    double value = setpoint.orSafe(now).value();
    Optional<ContactCode> wanted = codes.stream().filter(c -> c.value() == value).findFirst();
    if (wanted.isEmpty()) {
      return WriteReceipt.refused(
          signal, Fault.Kind.OUT_OF_RANGE, "no contacts mean " + value, now);
    }
    try {
      return bring(wanted.get(), now);
    } catch (GpioException e) {
      return new WriteReceipt.Failed(signal, PositionCodes.unreachable(e), now);
    }
  }

  /** The relays keep their position until the board is closed, which opens them. */
  @Override
  public void close() {}

  private WriteReceipt bring(ContactCode wanted, Moment now) {
    List<DigitalOutput> relays = relays();
    String position = position(relays);
    if (spent != null && spent != wanted.value()) {
      spent = null;
    }
    if (spent != null || tooLong(wanted, position, now)) {
      spent = wanted.value();
      open(relays, position, now);
      return WriteReceipt.refused(
          signal, Fault.Kind.REJECTED, "kept for its longest time already", now);
    }
    if (position.equals(wanted.contacts())) {
      return new WriteReceipt.Written(signal, wanted.value(), false, now);
    }
    Duration left = left(position, now);
    if (left.isPositive()) {
      String why =
          "stays " + state(position) + " for " + (left.toMillis() + 999) / 1_000 + " s more";
      return WriteReceipt.refused(signal, Fault.Kind.REJECTED, why, now);
    }
    switchTo(relays, wanted, now);
    return new WriteReceipt.Written(signal, wanted.value(), true, now);
  }

  private boolean tooLong(ContactCode wanted, String position, Moment now) {
    Moment since = switched;
    return since != null
        && position.equals(wanted.contacts())
        && wanted.atMost().filter(most -> now.since(since).compareTo(most) >= 0).isPresent();
  }

  private void open(List<DigitalOutput> relays, String position, Moment now) {
    if (position.contains("1")) {
      relays.forEach(relay -> relay.set(false));
      switched = now;
    }
  }

  /** First to last they open, last to first they close. */
  private void switchTo(List<DigitalOutput> relays, ContactCode code, Moment now) {
    switched = now;
    for (int line = 0; line < relays.size(); line++) {
      if (!code.closed(line)) {
        relays.get(line).set(false);
      }
    }
    for (int line = relays.size() - 1; line >= 0; line--) {
      if (code.closed(line)) {
        relays.get(line).set(true);
      }
    }
  }

  private Duration left(String position, Moment now) {
    if (switched == null) {
      return Duration.ZERO;
    }
    return (position.contains("1") ? minOn : minOff).minus(now.since(switched));
  }

  private List<DigitalOutput> relays() {
    List<DigitalOutput> relays = new ArrayList<>();
    for (int pin : connection.pins()) {
      relays.add(gpio.output(pin, connection.activeLow(), false));
    }
    return relays;
  }

  private static String position(List<DigitalOutput> relays) {
    StringBuilder position = new StringBuilder();
    relays.forEach(relay -> position.append(relay.closed() ? '1' : '0'));
    return position.toString();
  }

  private static String state(String position) {
    return switch (position) {
      case "0" -> "open";
      case "1" -> "closed";
      default -> "at " + position;
    };
  }
}
