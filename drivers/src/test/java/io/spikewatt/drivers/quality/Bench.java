package io.spikewatt.drivers.quality;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.Role;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A device whose raw readings a test decides, and the checked device before it. */
final class Bench {

  static final Role.Battery BATTERY =
      new Role.Battery(10_000, 5_000, 5_000, 10, 95, 0.95, 0.02, GridUse.FREE);

  final ManualClock clock = new ManualClock(Instant.parse("2026-06-09T10:00:00Z"));
  final Map<Signal, Sample> raw = new LinkedHashMap<>();
  final List<Double> written = new ArrayList<>();
  final Device device;
  private final Deque<Sample.Good> glances = new ArrayDeque<>();

  Bench(Role role, boolean invert, PlausibleRange... plausible) {
    DeviceProfile profile =
        new DeviceProfile(
            "test",
            new DeviceProfile.About("Test", DeviceProfile.Verified.SOURCE_ONLY, "", ""),
            new DeviceProfile.Response(Duration.ofSeconds(2), Duration.ofSeconds(4)),
            new DeviceProfile.GpioInput(Quantity.CONTACT, ContactCode.SINGLE),
            LinkDefaults.NONE,
            List.of(plausible),
            Optional.empty());
    DeviceConfig config =
        new DeviceConfig(
            "d",
            profile,
            new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty()),
            role,
            invert,
            Optional.empty());
    device = CheckedDevices.of(config, new Raw());
  }

  static PlausibleRange plausible(
      Quantity quantity, double min, double max, double rate, int freezeS) {
    return new PlausibleRange(
        quantity,
        min,
        max,
        rate,
        freezeS == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(freezeS)));
  }

  /** A second later the device reads this; what is made of it. */
  Sample read(Quantity quantity, double value) {
    Moment now = clock.advance(Duration.ofSeconds(1));
    Signal signal = new Signal("d", quantity);
    raw.put(signal, new Sample.Good(signal, value, now));
    return again(quantity);
  }

  /** The same reading is handed out again. */
  Sample again(Quantity quantity) {
    return device.read(clock.now()).stream()
        .filter(sample -> sample.signal().quantity() == quantity)
        .findFirst()
        .orElseThrow();
  }

  /** Half a second later the device shows this, look by look; what is believed of it. */
  List<Sample.Good> glance(Quantity quantity, double... values) {
    Moment then = clock.now().plus(Duration.ofMillis(500));
    glances.clear();
    for (double value : values) {
      glances.add(new Sample.Good(new Signal("d", quantity), value, then));
    }
    return device.readPowerOnly(then);
  }

  /** Looks that were not taken. */
  int glancesLeft() {
    return glances.size();
  }

  void write(double watts) {
    Signal signal = new Signal("d", Quantity.POWER_W);
    WriteReceipt _ = device.write(TestSetpoints.approved(signal, watts, clock.now()), clock.now());
  }

  static boolean good(Sample sample) {
    return sample instanceof Sample.Good;
  }

  static boolean is(Sample sample, Fault.Kind kind) {
    return sample instanceof Sample.Missing missing && missing.reason().kind() == kind;
  }

  private final class Raw implements Device {
    @Override
    public String id() {
      return "d";
    }

    @Override
    public Set<Signal> inputs() {
      return raw.keySet();
    }

    @Override
    public Set<Signal> outputs() {
      return Set.of(new Signal("d", Quantity.POWER_W));
    }

    @Override
    public Duration every(Signal input) {
      return input.quantity() == Quantity.ENERGY_IMPORT_WH ? Duration.ofMinutes(1) : Duration.ZERO;
    }

    @Override
    public List<Sample> read(Moment now) {
      return List.copyOf(raw.values());
    }

    @Override
    public List<Sample.Good> readPowerOnly(Moment now) {
      return glances.isEmpty() ? List.of() : List.of(glances.removeFirst());
    }

    @Override
    public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
      written.add(setpoint.value());
      return new WriteReceipt.Written(setpoint.signal(), setpoint.value(), true, now);
    }

    @Override
    public void close() {}
  }
}
