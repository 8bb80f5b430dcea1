package io.spikewatt.controller.cli;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.controller.cli.CliOptions.UsageException;
import io.spikewatt.controller.report.JsonWriter;
import io.spikewatt.drivers.scan.DeviceScanner;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.Ipv4Subnet;
import io.spikewatt.drivers.scan.Ipv4Subnet.Place;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * {@code spikewatt scan}: finds devices on a host, a network or a line and prints configuration to
 * paste.
 */
final class ScanCommand extends CliCommand {

  /** A name or an address, perhaps in brackets, perhaps with a port. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.%]+\\]|[^:\\s]+|[0-9A-Fa-f:.]*:.*:[0-9A-Fa-f:.]*)(:([0-9]{1,5}))?");

  private static final Pattern LINE = Pattern.compile("([0-9]{3,6}),8([NEO])([12])");

  private static final int LAST_UNIT = 247;

  private static final String NOT_SCANNED =
      "not scanned: OPC UA, IEC 62056-21, MQTT and GPIO; add such devices by hand, see"
          + " docs/configuration.md";

  static final String USAGE =
      """
      usage: spikewatt scan HOST[:PORT] | NETWORK/BITS[:PORT] | /dev/PORT
                 [--unit N|all] [--line BAUD,8N1] [--timeout-ms N] [--write FILE] [--json]

      Identifies Modbus units, SunSpec and known devices, and prints configuration to paste.
      Reads only. Without a port the usual ones are tried, without --unit the units that makers
      ship their devices with, on a serial line without --line the usual settings; a silent unit
      costs the time-out (500 ms). A port where nobody answers in Modbus TCP is asked in RTU frames,
      as behind a serial converter. A network is for example 192.168.1.0/24, at most /%d.
      Nobody else may use a serial line at that time.
      --write makes a complete configuration of what was found; it only monitors until you remove
      monitor-only from it. An existing file is not overwritten.
      --json prints {"devices": [{"connection", "host", "port", "unit", "manufacturer", "model",
      "serial", "profile", "profiles", "sunspecModels"}]}, for a serial line "device", "baud" and
      "parity" in place of host and port.
      Exit code 69 if nothing was found.
      """
          .formatted(Ipv4Subnet.LEAST_BITS);

  ScanCommand(PrintStream out, PrintStream err) {
    super(USAGE, out, err);
  }

  @Override
  ExitCode execute(List<String> arguments) throws UsageException {
    if (arguments.isEmpty() || arguments.getFirst().startsWith("--")) {
      throw new UsageException("a host is needed");
    }
    CliOptions cliOptions =
        CliOptions.parse(
            arguments.subList(1, arguments.size()),
            Set.of("--unit", "--line", "--timeout-ms", "--write"),
            Set.of("--json"));
    return scan(arguments.getFirst(), cliOptions);
  }

  private ExitCode scan(String place, CliOptions cliOptions) throws UsageException {
    Duration timeout = Duration.ofMillis((long) cliOptions.number("--timeout-ms", 500, 10, 60_000));
    DeviceScanner deviceScanner =
        new DeviceScanner(
            ProfileLoader.shippedIds().stream().map(ProfileLoader::shipped).toList(),
            timeout,
            new SystemClock());
    List<Integer> units = units(cliOptions.value("--unit"), deviceScanner);
    Optional<SerialLine> line = line(cliOptions.value("--line"));
    Optional<Path> file = cliOptions.value("--write").map(Path::of);
    if (file.isPresent() && Files.exists(file.get())) {
      err.println(file.get() + " exists already; it is left as it is");
      return ExitCode.USAGE;
    }
    List<DiscoveredDevice> found =
        place.startsWith("/")
            ? onLine(deviceScanner, place, line, units)
            : atPlaces(deviceScanner, places(place, deviceScanner, timeout), units);
    print(found, cliOptions.has("--json"));
    err.println(NOT_SCANNED);
    if (found.isEmpty()) {
      err.println("no SunSpec and no known device found at " + place);
      return ExitCode.UNREACHABLE;
    }
    return file.isPresent() ? write(file.get(), found) : ExitCode.OK;
  }

  /** Ports of a host, or those of a network where somebody listens. */
  private List<Place> places(String place, DeviceScanner deviceScanner, Duration timeout)
      throws UsageException {
    Matcher parts = PLACE.matcher(place);
    if (!parts.matches()) {
      throw new UsageException("expected HOST or HOST:PORT, found " + place);
    }
    String host = parts.group(1).replaceAll("^\\[|\\]$", "");
    List<Integer> ports =
        parts.group(3) == null
            ? deviceScanner.usualPorts()
            : List.of(port(Integer.parseInt(parts.group(3))));
    if (!host.contains("/")) {
      return ports.stream().map(port -> new Place(host, port)).toList();
    }
    Optional<Ipv4Subnet> subnet = Ipv4Subnet.parse(host);
    if (subnet.isEmpty()) {
      throw new UsageException(
          "expected an IPv4 network with a prefix of %d to 32 bits, such as 192.168.1.0/24, found %s"
              .formatted(Ipv4Subnet.LEAST_BITS, host));
    }
    err.printf("%s: %d addresses, ports %s%n", host, subnet.get().hosts().size(), ports);
    try {
      List<Place> listening = subnet.get().listening(ports, timeout);
      err.printf("%s: %d ports accept a connection%n", host, listening.size());
      return listening;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private List<DiscoveredDevice> atPlaces(
      DeviceScanner deviceScanner, List<Place> places, List<Integer> units) {
    List<DiscoveredDevice> found = new ArrayList<>();
    for (Place place : places) {
      String name = place.host() + ":" + place.port();
      err.printf("%s: asking %d units%n", name, units.size());
      found.addAll(
          devices(
              name,
              deviceScanner.scan(place.host(), place.port(), units, progress(name, units)),
              "a connection, but no answer, neither in Modbus TCP nor in RTU frames"));
    }
    return found;
  }

  /** The first settings with which anybody answers count. */
  private List<DiscoveredDevice> onLine(
      DeviceScanner deviceScanner, String device, Optional<SerialLine> given, List<Integer> units) {
    for (SerialLine line : given.map(List::of).orElse(DeviceScanner.usualLines())) {
      String name = "%s %d 8%c%d".formatted(device, line.baud(), letter(line), line.stopBits());
      err.printf("%s: asking %d units%n", name, units.size());
      DeviceScanner.Outcome outcome =
          deviceScanner.scan(device, line, units, progress(name, units));
      List<DiscoveredDevice> found = devices(name, outcome, "no answer");
      if (!(outcome instanceof DeviceScanner.Outcome.Silent)) {
        return found;
      }
    }
    return List.of();
  }

  private static char letter(SerialLine line) {
    return line.parity().name().charAt(0);
  }

  private Consumer<Integer> progress(String name, List<Integer> units) {
    return unit -> {
      if (units.size() > 20 && unit % 20 == 0) {
        err.printf("%s: unit %d of %d%n", name, unit, LAST_UNIT);
      }
    };
  }

  private List<DiscoveredDevice> devices(
      String name, DeviceScanner.Outcome outcome, String silence) {
    return switch (outcome) {
      case DeviceScanner.Outcome.Answered answered -> answered.devices();
      case DeviceScanner.Outcome.Silent _ -> {
        err.printf("%s: %s%n", name, silence);
        yield List.of();
      }
      case DeviceScanner.Outcome.Unreachable nobody -> {
        err.printf("%s: %s%n", name, nobody.fault());
        yield List.of();
      }
    };
  }

  private static Optional<SerialLine> line(Optional<String> option) throws UsageException {
    if (option.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = LINE.matcher(option.get());
    if (!parts.matches()) {
      throw new UsageException("--line: expected BAUD,8N1, 8E1 or 8O1, found " + option.get());
    }
    Parity parity =
        switch (parts.group(2)) {
          case "E" -> Parity.EVEN;
          case "O" -> Parity.ODD;
          default -> Parity.NONE;
        };
    return Optional.of(
        new SerialLine(
            Integer.parseInt(parts.group(1)), 8, parity, Integer.parseInt(parts.group(3))));
  }

  private static int port(int number) throws UsageException {
    if (number < 1 || number > 65_535) {
      throw new UsageException("expected a port 1..65535, found " + number);
    }
    return number;
  }

  private static List<Integer> units(Optional<String> option, DeviceScanner deviceScanner)
      throws UsageException {
    if (option.isEmpty()) {
      return deviceScanner.usualUnits();
    }
    if (option.get().equals("all")) {
      return IntStream.rangeClosed(1, LAST_UNIT).boxed().toList();
    }
    if (!option.get().matches("[0-9]{1,3}") || Integer.parseInt(option.get()) > 255) {
      throw new UsageException("--unit: expected 0..255 or all, found " + option.get());
    }
    return List.of(Integer.parseInt(option.get()));
  }

  private void print(List<DiscoveredDevice> found, boolean json) {
    if (json) {
      json(out, root -> root.each("devices", found, ScanCommand::write));
    } else if (!found.isEmpty()) {
      out.println("# " + found.size() + (found.size() == 1 ? " device" : " devices") + " found");
      out.print(SiteDraft.devices(found));
    }
  }

  private static void write(JsonWriter writer, DiscoveredDevice device) {
    switch (device.at()) {
      case Connection.ModbusTcp tcp ->
          writer.put("connection", "modbus-tcp").put("host", tcp.host()).put("port", tcp.port());
      case Connection.ModbusRtuTcp tcp ->
          writer
              .put("connection", "modbus-rtu-tcp")
              .put("host", tcp.host())
              .put("port", tcp.port());
      case Connection.ModbusRtu rtu ->
          writer
              .put("connection", "modbus-rtu")
              .put("device", rtu.device())
              .put("baud", rtu.line().baud())
              .put("parity", rtu.line().parity().name().toLowerCase(Locale.ROOT));
    }
    writer
        .put("unit", device.at().unit())
        .put("manufacturer", device.identity().manufacturer())
        .put("model", device.identity().model())
        .put("serial", device.identity().serial());
    List<String> profiles = device.uses().stream().map(DiscoveredDevice.Use::profile).toList();
    if (!profiles.isEmpty()) {
      writer.put("profile", profiles.getFirst());
    }
    writer.put("profiles", profiles).numbers("sunspecModels", device.sunSpecModels());
  }

  private ExitCode write(Path file, List<DiscoveredDevice> found) {
    String text = SiteDraft.file(found, ZoneId.systemDefault(), file);
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      err.println(file + " cannot be written: " + e.getMessage());
      return ExitCode.BAD_DATA;
    }
    err.println("written: " + file + "; it monitors only, read the comments in it");
    return ExitCode.OK;
  }
}
