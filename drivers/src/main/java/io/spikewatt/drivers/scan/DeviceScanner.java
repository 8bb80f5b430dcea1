package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Identity;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.scan.DiscoveredDevice.Use;
import io.spikewatt.drivers.sunspec.Nameplate;
import io.spikewatt.drivers.sunspec.SunSpecDiscovery;
import io.spikewatt.drivers.sunspec.SunSpecDiscovery.Result;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Identifies the units behind a Modbus TCP port: first as SunSpec devices, then by the identity
 * registers of known devices. Reads only.
 */
public final class DeviceScanner {

  /** Units that makers ship their devices with, the usual ones first. */
  private static final List<Integer> USUAL_UNITS = List.of(1, 126, 3, 247, 100, 71, 2, 200, 240, 0);

  private static final int DEFAULT_PORT = 502;

  private final KnownDevices known;
  private final List<DeviceProfile> profiles;
  private final Duration timeout;
  private final Clock clock;

  /**
   * @param profiles known device types
   * @param timeout how long a unit may take for an answer
   */
  public DeviceScanner(List<DeviceProfile> profiles, Duration timeout, Clock clock) {
    this.profiles = List.copyOf(profiles);
    this.known = new KnownDevices(profiles);
    this.timeout = timeout;
    this.clock = clock;
  }

  /** Result of a scan. */
  public sealed interface Outcome {

    /** Identified devices; may be none. */
    record Answered(List<DiscoveredDevice> devices) implements Outcome {}

    /** No server listens at the port. */
    record Unreachable(Fault fault) implements Outcome {}
  }

  /** Ports that known devices listen on. */
  public List<Integer> usualPorts() {
    Set<Integer> ports = new LinkedHashSet<>(List.of(DEFAULT_PORT));
    profiles.forEach(profile -> profile.link().port().ifPresent(ports::add));
    return List.copyOf(ports);
  }

  /** Units that known devices are shipped with. */
  public List<Integer> usualUnits() {
    Set<Integer> units = new LinkedHashSet<>(USUAL_UNITS);
    profiles.forEach(profile -> profile.link().unit().ifPresent(units::add));
    return List.copyOf(units);
  }

  /**
   * Probes the units one after the other.
   *
   * @param asking called with each unit before it is probed
   */
  public Outcome scan(String host, int port, List<Integer> units, Consumer<Integer> asking) {
    ModbusLink link =
        ModbusLink.open(new Connection.ModbusTcp(host, port, 1, timeout, Connection.Pacing.NONE));
    List<DiscoveredDevice> devices = new ArrayList<>();
    // The link stays open as long as one port does.
    try (RegisterPort open = link.unit(units.getFirst(), timeout)) {
      boolean anyAnswer = false;
      for (int unit : units) {
        asking.accept(unit);
        try (RegisterPort at = link.unit(unit, timeout)) {
          switch (SunSpecDiscovery.discover(at, clock.now())) {
            case Result.Found found -> add(devices, sunSpec(host, port, unit, found, at));
            case Result.Absent _ ->
                byRegisters(host, port, unit, at).ifPresent(d -> add(devices, d));
            case Result.Broken broken -> {
              if (!anyAnswer && broken.fault().kind() == Fault.Kind.UNREACHABLE) {
                return new Outcome.Unreachable(broken.fault());
              }
            }
          }
          anyAnswer = true;
        }
      }
    }
    return new Outcome.Answered(devices);
  }

  private static void add(List<DiscoveredDevice> devices, DiscoveredDevice device) {
    if (devices.stream().noneMatch(device::sameBox)) {
      devices.add(device);
    }
  }

  private DiscoveredDevice sunSpec(
      String host, int port, int unit, Result.Found found, RegisterPort at) {
    var identity = found.map().identity();
    Nameplate nameplate =
        Nameplate.read(at.begin(clock.now(), SunSpecDiscovery.BUDGET), found.map());
    return new DiscoveredDevice(
        new DiscoveredDevice.Address(host, port, unit),
        new DiscoveredDevice.Identity(identity.manufacturer(), identity.model(), identity.serial()),
        known.uses(nameplate.hasBattery() ? found.map() : found.map().withoutStorages()),
        found.map().models(),
        Optional.of(nameplate));
  }

  /** A device that is recognised by its registers, at the unit that it is shipped with. */
  private Optional<DiscoveredDevice> byRegisters(String host, int port, int unit, RegisterPort at) {
    List<Use> uses = new ArrayList<>();
    String title = "";
    for (DeviceProfile profile : known.byRegisters()) {
      Identity identity = profile.identity().orElseThrow();
      boolean here = profile.link().unit().map(usual -> usual == unit).orElse(true);
      if (here
          && KnownDevices.fits(
              identity, at.begin(clock.now(), SunSpecDiscovery.BUDGET), clock.now())) {
        title = title.isEmpty() ? profile.about().title() : title;
        uses.add(new Use(profile.id(), identity.role()));
      }
    }
    return uses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DiscoveredDevice(
                new DiscoveredDevice.Address(host, port, unit),
                new DiscoveredDevice.Identity("", title, ""),
                uses,
                List.of(),
                Optional.empty()));
  }
}
