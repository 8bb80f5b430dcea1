package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Time after which a device drops a setpoint by itself, by output. */
public final class OutputTimeouts {

  private OutputTimeouts() {}

  /** The outputs whose setpoint lapses, with the time; other outputs hold their setpoint. */
  public static Map<Quantity, Duration> of(DeviceProfile profile) {
    Map<Quantity, Duration> timeouts = new EnumMap<>(Quantity.class);
    switch (profile.points()) {
      case DeviceProfile.Modbus m ->
          m.outputs().forEach(o -> put(timeouts, o.quantity(), o.timeout()));
      case DeviceProfile.OpcUa o ->
          o.outputs().forEach(n -> put(timeouts, n.node().quantity(), n.timeout()));
      case DeviceProfile.Mqtt m ->
          m.outputs().forEach(t -> put(timeouts, t.quantity(), t.timeout()));
      case DeviceProfile.SunSpec _,
          DeviceProfile.Iec62056 _,
          DeviceProfile.GpioInput _,
          DeviceProfile.GpioOutput _ -> {}
    }
    return timeouts;
  }

  private static void put(
      Map<Quantity, Duration> timeouts, Quantity quantity, Optional<Duration> timeout) {
    timeout.ifPresent(t -> timeouts.merge(quantity, t, (a, b) -> a.compareTo(b) < 0 ? a : b));
  }
}
