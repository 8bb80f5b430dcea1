package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Identity;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Pacing;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterSession;
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
 * Identifies the units behind a TCP port or on a serial line: first as SunSpec devices, then by the
 * identity registers of known devices. Reads only.
 */
public final class DeviceScanner {

  /** Makers' default units, the usual ones first. */
  private static final List<Integer> USUAL_UNITS = List.of(1, 126, 3, 247, 100, 71, 2, 200, 240, 0);

  private static final int DEFAULT_PORT = 502;

  /** Ports of transparent serial converters as shipped (USR, Waveshare, Elfin). */
  private static final List<Integer> CONVERTER_PORTS = List.of(4196, 8899, 20_108);

  private final KnownDevices known;
  private final LikelyProfiles likely;
  private final List<DeviceProfile> profiles;
  private final Duration timeout;
  private final Clock clock;

  /** {@code timeout} bounds the wait for one unit's answer. */
  public DeviceScanner(List<DeviceProfile> profiles, Duration timeout, Clock clock) {
    this.profiles = List.copyOf(profiles);
    this.known = new KnownDevices(profiles);
    this.likely = new LikelyProfiles(profiles);
    this.timeout = timeout;
    this.clock = clock;
  }

  /** Result of a scan. */
  public sealed interface Outcome {

    /** Some unit answered: identified devices, and others that look known, or the first of any. */
    record Answered(List<DiscoveredDevice> devices, List<UnidentifiedUnit> unidentified)
        implements Outcome {}

    /** A server may listen, but no unit answers. */
    record Silent() implements Outcome {}

    /** No server listens at the port, or the line cannot be opened. */
    record Unreachable(Fault fault) implements Outcome {}
  }

  /** Default ports of known devices and of serial converters. */
  public List<Integer> usualPorts() {
    Set<Integer> ports = new LinkedHashSet<>(List.of(DEFAULT_PORT));
    profiles.forEach(profile -> profile.link().port().ifPresent(ports::add));
    ports.addAll(CONVERTER_PORTS);
    return List.copyOf(ports);
  }

  /** Default units of known devices. */
  public List<Integer> usualUnits() {
    Set<Integer> units = new LinkedHashSet<>(USUAL_UNITS);
    profiles.forEach(profile -> profile.link().unit().ifPresent(units::add));
    return List.copyOf(units);
  }

  /** Makers' default line settings, the usual ones first. */
  public static List<SerialLine> usualLines() {
    return List.of(
        new SerialLine(9600, 8, Parity.NONE, 1),
        new SerialLine(9600, 8, Parity.EVEN, 1),
        new SerialLine(19_200, 8, Parity.EVEN, 1),
        new SerialLine(19_200, 8, Parity.NONE, 1),
        new SerialLine(38_400, 8, Parity.NONE, 1),
        new SerialLine(115_200, 8, Parity.NONE, 1));
  }

  /** Probes the units of a TCP port: in Modbus TCP, and if none answers in RTU frames. */
  public Outcome scan(String host, int port, List<Integer> units, Consumer<Integer> asking) {
    Outcome inTcp =
        scan(new Connection.ModbusTcp(host, port, 1, timeout, Pacing.NONE), units, asking);
    if (inTcp instanceof Outcome.Answered) {
      return inTcp;
    }
    // A server that expects RTU frames may close the connection on others.
    Outcome inRtu =
        scan(new Connection.ModbusRtuTcp(host, port, 1, timeout, Pacing.NONE), units, asking);
    return inRtu instanceof Outcome.Answered ? inRtu : inTcp;
  }

  /** Probes the units of a serial line with these settings. */
  public Outcome scan(
      String device, SerialLine line, List<Integer> units, Consumer<Integer> asking) {
    return scan(new Connection.ModbusRtu(device, line, 1, timeout, Pacing.NONE), units, asking);
  }

  /** Probes the units one after the other. On a bus, unit 0 is the broadcast without an answer. */
  private Outcome scan(Connection.Modbus to, List<Integer> units, Consumer<Integer> asking) {
    boolean bus = !(to instanceof Connection.ModbusTcp);
    ModbusLink link = ModbusLink.open(to);
    List<DiscoveredDevice> devices = new ArrayList<>();
    List<UnidentifiedUnit> others = new ArrayList<>();
    boolean answered = false;
    // The link stays open as long as one port does.
    try (RegisterPort open = link.unit(units.getFirst(), timeout)) {
      for (int unit : units) {
        if (bus && unit == 0) {
          continue;
        }
        asking.accept(unit);
        try (RegisterPort port = link.unit(unit, timeout)) {
          switch (SunSpecDiscovery.discover(port, clock.now())) {
            case Result.Found found -> {
              answered = true;
              add(devices, sunSpec(at(to, unit), found, port));
            }
            case Result.Absent _ -> {
              answered = true;
              byRegisters(at(to, unit), port)
                  .ifPresentOrElse(d -> add(devices, d), () -> other(others, at(to, unit), port));
            }
            case Result.Broken broken -> {
              if (port.begin(clock.now()).connection() == 0) {
                return new Outcome.Unreachable(broken.fault());
              }
            }
          }
        }
      }
    }
    return answered
        ? new Outcome.Answered(devices, noteworthy(others, devices.isEmpty()))
        : new Outcome.Silent();
  }

  private static Connection.Modbus at(Connection.Modbus to, int unit) {
    return switch (to) {
      case Connection.ModbusTcp tcp ->
          new Connection.ModbusTcp(tcp.host(), tcp.port(), unit, tcp.timeout(), tcp.pacing());
      case Connection.ModbusRtuTcp tcp ->
          new Connection.ModbusRtuTcp(tcp.host(), tcp.port(), unit, tcp.timeout(), tcp.pacing());
      case Connection.ModbusRtu rtu ->
          new Connection.ModbusRtu(rtu.device(), rtu.line(), unit, rtu.timeout(), rtu.pacing());
    };
  }

  private static void add(List<DiscoveredDevice> devices, DiscoveredDevice device) {
    if (devices.stream().noneMatch(device::sameBox)) {
      devices.add(device);
    }
  }

  /** Adds an unidentified unit, unless the same box answered as another unit. */
  private void other(List<UnidentifiedUnit> others, Connection.Modbus at, RegisterPort port) {
    UnidentifiedUnit unit =
        new UnidentifiedUnit(
            at,
            likely.candidates(() -> port.begin(clock.now(), SunSpecDiscovery.BUDGET), clock.now()));
    if (others.stream().noneMatch(unit::sameBox)) {
      others.add(unit);
    }
  }

  private static List<UnidentifiedUnit> noteworthy(List<UnidentifiedUnit> others, boolean alone) {
    List<UnidentifiedUnit> known =
        others.stream().filter(unit -> !unit.candidates().isEmpty()).toList();
    return known.isEmpty() && alone ? others.stream().limit(1).toList() : known;
  }

  private DiscoveredDevice sunSpec(Connection.Modbus at, Result.Found found, RegisterPort port) {
    var identity = found.map().identity();
    Nameplate nameplate =
        Nameplate.read(port.begin(clock.now(), SunSpecDiscovery.BUDGET), found.map());
    return new DiscoveredDevice(
        at,
        new DiscoveredDevice.Identity(identity.manufacturer(), identity.model(), identity.serial()),
        known.uses(nameplate.hasBattery() ? found.map() : found.map().withoutStorages()),
        found.map().models(),
        Optional.of(nameplate));
  }

  /** A device at its default unit, recognised by its registers. */
  private Optional<DiscoveredDevice> byRegisters(Connection.Modbus at, RegisterPort port) {
    List<DeviceProfile> fitting =
        known.byRegisters().stream()
            .filter(it -> it.link().unit().map(usual -> usual == at.unit()).orElse(true))
            .filter(it -> fits(it.identity().orElseThrow(), port))
            .toList();
    return fitting.isEmpty() ? Optional.empty() : Optional.of(DiscoveredDevice.of(fitting, at));
  }

  private boolean fits(Identity identity, RegisterPort port) {
    RegisterSession session = port.begin(clock.now(), SunSpecDiscovery.BUDGET);
    return KnownDevices.fits(identity, session, clock.now());
  }
}
