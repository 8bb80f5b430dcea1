package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.GpioInput;
import io.spikewatt.config.profile.DeviceProfile.GpioOutput;
import io.spikewatt.config.profile.DeviceProfile.Iec62056;
import io.spikewatt.config.profile.DeviceProfile.Modbus;
import io.spikewatt.config.profile.DeviceProfile.Mqtt;
import io.spikewatt.config.profile.DeviceProfile.OpcUa;
import io.spikewatt.config.profile.DeviceProfile.Points;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules of devices, their profiles and their meters. */
final class DeviceRules {

  private static final String GRID_METER = "grid-meter";

  /** Times that a heartbeat is fed within its time-out, at least. */
  private static final int CHANCES = 3;

  private DeviceRules() {}

  /** A device's id names its signals and topics, so no two devices share one. */
  static Stream<Finding> uniqueIds(PartialSite site) {
    return site.repeated(
        device -> device.id().stream(),
        (id, device, first) ->
            Stream.of(
                new Finding(
                    device.path() + ".id",
                    "an id that no other device has",
                    "\"" + id + "\", which is " + first.path() + " too")));
  }

  /** Control holds the power at the grid connection, which exactly one device measures. */
  static Stream<Finding> oneGridMeter(PartialSite site) {
    List<PartialSite.Device> meters =
        site.devices().stream()
            .filter(d -> d.roleName().filter(GRID_METER::equals).isPresent())
            .toList();
    boolean anyUnknown = site.devices().stream().anyMatch(d -> d.roleName().isEmpty());
    boolean controls = site.control().map(control -> !control.monitorOnly()).orElse(false);
    return Stream.concat(
        Finding.when(
            meters.isEmpty() && controls && !anyUnknown && !site.devices().isEmpty(),
            "devices",
            "exactly one device with the role grid-meter, or control: { monitor-only: true }",
            "none"),
        afterFirst(meters, GRID_METER, "exactly one"));
  }

  /** Devices of a role after the only one that may have it. */
  static Stream<Finding> afterFirst(List<PartialSite.Device> devices, String role, String number) {
    return devices.stream()
        .skip(1)
        .map(
            more ->
                new Finding(
                    more.path() + "." + role,
                    number + " device with the role " + role,
                    "another one beside " + devices.getFirst().name()));
  }

  /** A profile's registers need a Modbus link, its nodes an OPC UA session, and so on. */
  static Stream<Finding> connectionFitsProfile(PartialSite site) {
    return site.connections(Connection.class)
        .filter(part -> part.device().profile().isPresent())
        .flatMap(
            part -> {
              DeviceProfile profile = part.device().profile().get();
              String needs = needs(profile.points());
              String has = kind(part.value());
              return Finding.when(
                  !needs.contains(has),
                  part.device().path() + ".connection",
                  needs + ", as profile " + profile.id() + " needs it",
                  has);
            });
  }

  private static String needs(Points points) {
    return switch (points) {
      case Modbus _, SunSpec _ -> "modbus-tcp, modbus-rtu-tcp or modbus-rtu";
      case OpcUa _ -> "opc-ua";
      case Iec62056 _ -> "iec62056 or iec62056-push";
      case GpioInput _, GpioOutput _ -> "gpio";
      case Mqtt _ -> "mqtt";
    };
  }

  private static String kind(Connection connection) {
    return switch (connection) {
      case Connection.ModbusTcp _ -> "modbus-tcp";
      case Connection.ModbusRtuTcp _ -> "modbus-rtu-tcp";
      case Connection.ModbusRtu _ -> "modbus-rtu";
      case Connection.OpcUa _ -> "opc-ua";
      case Connection.Iec62056 _ -> "iec62056";
      case Connection.Gpio _ -> "gpio";
      case Connection.Mqtt _ -> "mqtt";
    };
  }

  /** The key of the meter's port. */
  static String key(Connection.Iec62056 meter) {
    return meter.dialogue() instanceof Connection.Iec62056.Dialogue.Push
        ? "iec62056-push"
        : "iec62056";
  }

  /** A device has as many lines as its profile defines. */
  static Stream<Finding> pinsFitProfile(PartialSite site) {
    return site.connections(Connection.Gpio.class)
        .filter(gpio -> gpio.device().profile().isPresent())
        .flatMap(
            gpio -> {
              DeviceProfile profile = gpio.device().profile().get();
              int wanted = lines(profile.points());
              int found = gpio.value().pins().size();
              return Finding.when(
                  wanted > 0 && found != wanted,
                  gpio.device().path() + ".connection.gpio",
                  wanted + " for profile " + profile.id(),
                  Integer.toString(found));
            });
  }

  /** Number of contacts; 0 for profiles without any. */
  private static int lines(Points points) {
    return switch (points) {
      case GpioInput c -> c.codes().getFirst().contacts().length();
      case GpioOutput c -> c.codes().getFirst().contacts().length();
      case Modbus _, SunSpec _, OpcUa _, Iec62056 _, Mqtt _ -> 0;
    };
  }

  /** The meter that measures a device independently is another device, and reads power. */
  static Stream<Finding> meterExists(PartialSite site) {
    return site.devices().stream()
        .flatMap(
            device ->
                device.meter().flatMap(meter -> problem(site, device, meter)).stream()
                    .map(
                        found ->
                            new Finding(
                                device.path() + ".meter",
                                "another device that reads power_w",
                                found)));
  }

  private static Optional<String> problem(
      PartialSite site, PartialSite.Device device, String meter) {
    if (device.id().filter(meter::equals).isPresent()) {
      return Optional.of(meter + ", which is the device itself");
    }
    Optional<PartialSite.Device> other = site.device(meter);
    if (other.isEmpty()) {
      return Optional.of(meter + ", which is no device");
    }
    if (other.get().roleName().filter(GRID_METER::equals).isPresent()) {
      return Optional.of(meter + ", which is the grid meter and measures the whole site");
    }
    return other
        .flatMap(PartialSite.Device::profile)
        .filter(profile -> !profile.points().promises().contains(Quantity.POWER_W))
        .map(_ -> meter + ", which does not");
  }

  /** The cycle feeds a heartbeat at least three times within its time-out. */
  static Stream<Finding> cycleFeedsHeartbeat(PartialSite site) {
    return site.control().map(Site.Control::cycle).stream()
        .flatMap(
            cycle ->
                site.devices().stream()
                    .flatMap(
                        device ->
                            device.profile().flatMap(DeviceRules::timeout).stream()
                                .flatMap(timeout -> cycleFeeds(cycle, device.name(), timeout))));
  }

  private static Stream<Finding> cycleFeeds(Duration cycle, String device, Duration timeout) {
    return Finding.when(
        cycle.multipliedBy(CHANCES).compareTo(timeout) > 0,
        "control.cycle-ms",
        "at most %d, because %s falls back after %d ms"
            .formatted(timeout.toMillis() / CHANCES, device, timeout.toMillis()),
        Long.toString(cycle.toMillis()));
  }

  /** The shortest time-out of the device. */
  private static Optional<Duration> timeout(DeviceProfile profile) {
    Stream<Duration> heartbeat =
        profile.points() instanceof Modbus m
            ? m.heartbeat().map(Heartbeat::timeout).stream()
            : Stream.empty();
    return Stream.concat(heartbeat, profile.points().timeouts().values().stream())
        .min(Duration::compareTo);
  }
}
