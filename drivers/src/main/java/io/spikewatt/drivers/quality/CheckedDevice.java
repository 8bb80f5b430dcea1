package io.spikewatt.drivers.quality;

import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.ForwardingDevice;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A device whose implausible readings are replaced by missing ones. */
final class CheckedDevice extends ForwardingDevice {

  /** Delay of readings, in addition to twice a device's settling time. */
  private static final Duration LATE = Duration.ofSeconds(10);

  private final DeviceConfig config;
  private final Map<Signal, Watched> watched = new HashMap<>();

  /** Signals in the order of the last reading, because devices keep their order. */
  private final List<Watched> inOrder = new ArrayList<>();

  private final SetpointDirection direction;

  private record Watched(Signal signal, Optional<SignalCheck> check) {}

  CheckedDevice(Device device, DeviceConfig config) {
    super(device);
    this.config = config;
    Response response = config.profile().response();
    this.direction = new SetpointDirection(response.settling().multipliedBy(2).plus(LATE));
  }

  @Override
  public List<Sample> read(Moment now) {
    List<Sample> read = device.read(now);
    List<Sample> checked = new ArrayList<>(read.size());
    for (int i = 0; i < read.size(); i++) {
      Sample sample = read.get(i);
      checked.add(sample instanceof Sample.Good good ? check(good, watched(i, good)) : sample);
    }
    return checked;
  }

  /**
   * Drops implausible values; the full read decides whether they persist. A jump must be confirmed
   * by a second read, because noise rarely repeats.
   */
  @Override
  public List<Sample.Good> readPowerOnly(Moment now) {
    List<Sample.Good> first = device.readPowerOnly(now).stream().filter(this::plausible).toList();
    if (first.stream().noneMatch(this::far)) {
      return first;
    }
    List<Sample.Good> second = device.readPowerOnly(now).stream().filter(this::plausible).toList();
    boolean same = second.size() == first.size();
    for (int i = 0; same && i < first.size(); i++) {
      same = close(first.get(i), second.get(i));
    }
    return same ? second : List.of();
  }

  private boolean plausible(Sample.Good reading) {
    boolean explained = direction.explains(reading.value(), reading.at());
    return watched.containsKey(reading.signal())
        && check(reading).filter(check -> !check.accepts(reading, explained)).isEmpty();
  }

  private boolean far(Sample.Good reading) {
    return check(reading).filter(check -> check.far(reading)).isPresent();
  }

  private boolean close(Sample.Good first, Sample.Good second) {
    return first.signal().equals(second.signal())
        && check(first).filter(check -> !check.close(first, second)).isEmpty();
  }

  private Optional<SignalCheck> check(Sample.Good reading) {
    Watched signal = watched.get(reading.signal());
    return signal == null ? Optional.empty() : signal.check;
  }

  private Sample check(Sample.Good reading, Watched signal) {
    return signal.check.isEmpty()
        ? reading
        : signal.check.get().check(reading, direction.explains(reading.value(), reading.at()));
  }

  /** Searched only if the index of a signal has changed. */
  private Watched watched(int place, Sample.Good reading) {
    Signal signal = reading.signal();
    while (inOrder.size() <= place) {
      inOrder.add(watched.computeIfAbsent(signal, this::watch));
    }
    if (!inOrder.get(place).signal.equals(signal)) {
      inOrder.set(place, watched.computeIfAbsent(signal, this::watch));
    }
    return inOrder.get(place);
  }

  private Watched watch(Signal signal) {
    PlausibilityLimits limits = PlausibilityLimits.of(config, signal.quantity());
    return new Watched(
        signal, limits.anyLimit() ? Optional.of(new SignalCheck(limits)) : Optional.empty());
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    WriteReceipt receipt = device.write(setpoint, now);
    if (receipt instanceof WriteReceipt.Written
        && setpoint.signal().quantity() == Quantity.POWER_W) {
      direction.order(setpoint.value(), now);
    }
    return receipt;
  }

  /** Records the sign of recent setpoints, which explains a device's change of sign. */
  private static final class SetpointDirection {

    private final Duration lasting;
    private @Nullable Moment positive;
    private @Nullable Moment negative;

    /** {@code lasting}: how long after its end an order still explains a direction. */
    SetpointDirection(Duration lasting) {
      this.lasting = lasting;
    }

    /** Records the setpoint in force. */
    void order(double value, Moment now) {
      if (value > 0) {
        positive = now;
      } else if (value < 0) {
        negative = now;
      }
    }

    /** Whether a setpoint explains the sign of {@code value}. */
    boolean explains(double value, Moment at) {
      Moment ordered = value > 0 ? positive : negative;
      return ordered != null && at.since(ordered).compareTo(lasting) <= 0;
    }
  }
}
