package io.spikewatt.controller.cli;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.controller.cli.CliOptions.UsageException;
import io.spikewatt.controller.report.JsonWriter;
import io.spikewatt.drivers.scan.DeviceScanner;
import io.spikewatt.drivers.scan.DiscoveredDevice;
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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** {@code spikewatt scan}: finds devices on a host and prints configuration to paste. */
final class ScanCommand extends CliCommand {

  /** A name or an address, perhaps in brackets, perhaps with a port. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.%]+\\]|[^:\\s]+|[0-9A-Fa-f:.]*:.*:[0-9A-Fa-f:.]*)(:([0-9]{1,5}))?");

  private static final int LAST_UNIT = 247;

  private static final String NOT_SCANNED =
      "not scanned: RTU frames behind a converter, serial lines, OPC UA, MQTT, GPIO and other hosts;"
          + " add such devices by hand, see docs/configuration.md";

  static final String USAGE =
      """
      usage: spikewatt scan HOST[:PORT] [--unit N|all] [--timeout-ms N] [--write FILE] [--json]

      Identifies the Modbus TCP units of a host, SunSpec and known devices, and prints
      configuration to paste. Reads only. Without a port the usual ones are tried, without --unit
      the units that makers ship their devices with; a silent unit costs the time-out (500 ms).
      --write makes a complete configuration of what was found; it only monitors until you remove
      monitor-only from it. An existing file is not overwritten.
      --json prints {"devices": [{"host", "port", "unit", "manufacturer", "model", "serial",
      "profile", "profiles", "sunspecModels"}]}.
      Exit code 69 if nothing was found.
      """;

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
            Set.of("--unit", "--timeout-ms", "--write"),
            Set.of("--json"));
    return scan(arguments.getFirst(), cliOptions);
  }

  private ExitCode scan(String place, CliOptions cliOptions) throws UsageException {
    Matcher parts = PLACE.matcher(place);
    if (!parts.matches()) {
      throw new UsageException("expected HOST or HOST:PORT, found " + place);
    }
    String host = parts.group(1).replaceAll("^\\[|\\]$", "");
    Duration timeout = Duration.ofMillis((long) cliOptions.number("--timeout-ms", 500, 10, 60_000));
    DeviceScanner deviceScanner =
        new DeviceScanner(
            ProfileLoader.shippedIds().stream().map(ProfileLoader::shipped).toList(),
            timeout,
            new SystemClock());
    List<Integer> ports =
        parts.group(3) == null
            ? deviceScanner.usualPorts()
            : List.of(port(Integer.parseInt(parts.group(3))));
    List<Integer> units = units(cliOptions.value("--unit"), deviceScanner);
    Optional<Path> file = cliOptions.value("--write").map(Path::of);
    if (file.isPresent() && Files.exists(file.get())) {
      err.println(file.get() + " exists already; it is left as it is");
      return ExitCode.USAGE;
    }
    List<DiscoveredDevice> found = new ArrayList<>();
    for (int port : ports) {
      found.addAll(at(deviceScanner, host, port, units));
    }
    print(found, cliOptions.has("--json"));
    err.println(NOT_SCANNED);
    if (found.isEmpty()) {
      err.println("no SunSpec and no known device found at " + place);
      return ExitCode.UNREACHABLE;
    }
    return file.isPresent() ? write(file.get(), found) : ExitCode.OK;
  }

  private List<DiscoveredDevice> at(
      DeviceScanner deviceScanner, String host, int port, List<Integer> units) {
    err.printf("%s:%d: asking %d units%n", host, port, units.size());
    DeviceScanner.Outcome outcome =
        deviceScanner.scan(
            host,
            port,
            units,
            unit -> {
              if (units.size() > 20 && unit % 20 == 0) {
                err.printf("%s:%d: unit %d of %d%n", host, port, unit, LAST_UNIT);
              }
            });
    return switch (outcome) {
      case DeviceScanner.Outcome.Answered answered -> answered.devices();
      case DeviceScanner.Outcome.Unreachable nobody -> {
        err.printf("%s:%d: %s%n", host, port, nobody.fault());
        yield List.of();
      }
    };
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
    writer
        .put("host", device.at().host())
        .put("port", device.at().port())
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
