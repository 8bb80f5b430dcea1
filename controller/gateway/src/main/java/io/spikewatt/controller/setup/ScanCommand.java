package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code spikewatt scan}: finds devices on a host, a network or a line and prints configuration to
 * paste.
 */
public final class ScanCommand extends CliCommand {

  private static final Pattern LINE = Pattern.compile("([0-9]{3,6}),8([NEO])([12])");

  private static final int LAST_UNIT = 247;

  private static final String HEADER =
      """
      # Written by spikewatt scan. It monitors only. To control the site: put the limits of your
      # connection, your prices and what a comment requests, see that one grid-meter is there, run
      # spikewatt commission for each device that is to be set, then remove monitor-only.
      """;

  public ScanCommand(PrintStream out, PrintStream err) {
    super("scan", out, err);
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    if (arguments.isEmpty() || arguments.getFirst().startsWith("--")) {
      throw new UsageException("a host is needed");
    }
    CliOptions options =
        CliOptions.parse(
            arguments.subList(1, arguments.size()),
            Set.of("--unit", "--line", "--timeout-ms", "--write"),
            Set.of("--json"));
    return scan(arguments.getFirst(), options);
  }

  private ExitCode scan(String place, CliOptions options) throws UsageException {
    Optional<List<Integer>> units = units(options.value("--unit"));
    Optional<SerialLine> line = line(options.value("--line"));
    Optional<Path> file = options.value("--write").map(Path::of);
    ScanTarget target = ScanTarget.parse(place);
    DeviceSearch search = new DeviceSearch(timeout(options), err::println);
    if (file.isPresent() && Files.exists(file.get())) {
      err.println(file.get() + " exists already; it is left as it is");
      return ExitCode.USAGE;
    }
    DeviceSearch.Result result = search.search(target, units, line);
    List<DiscoveredDevice> found = found(result);
    print(found, comments(result), options.has("--json"));
    result.problems().forEach(err::println);
    result.unidentified().forEach(unit -> err.println(SiteDraft.title(unit)));
    err.println(DeviceSearch.NOT_SCANNED);
    if (found.isEmpty()) {
      err.println("no device was recognised at " + place);
      return ExitCode.UNREACHABLE;
    }
    return file.isPresent() ? write(file.get(), found, comments(result)) : ExitCode.OK;
  }

  /** Devices that tell what they are, and those that only read like one profile. */
  private static List<DiscoveredDevice> found(DeviceSearch.Result result) {
    return Stream.concat(
            result.devices().stream(),
            result.unidentified().stream().flatMap(u -> u.onlyReader().map(u::as).stream()))
        .toList();
  }

  /** Remarks on the entries, for a person. */
  private static String comments(DeviceSearch.Result result) {
    return SiteDraft.unfit(result.devices())
        + result.unidentified().stream()
            .filter(unit -> unit.onlyReader().isPresent())
            .map(unit -> "# " + SiteDraft.title(unit) + ": compare that with its display\n")
            .collect(Collectors.joining());
  }

  /** Longest wait for a silent unit. */
  public static Duration timeout(CliOptions options) throws UsageException {
    return Duration.ofMillis((long) options.number("--timeout-ms", 500, 10, 60_000));
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

  private static Optional<List<Integer>> units(Optional<String> option) throws UsageException {
    if (option.isEmpty()) {
      return Optional.empty();
    }
    if (option.get().equals("all")) {
      return Optional.of(IntStream.rangeClosed(1, LAST_UNIT).boxed().toList());
    }
    if (!option.get().matches("[0-9]{1,3}") || Integer.parseInt(option.get()) > 255) {
      throw new UsageException("--unit: expected 0..255 or all, found " + option.get());
    }
    return Optional.of(List.of(Integer.parseInt(option.get())));
  }

  private void print(List<DiscoveredDevice> found, String comments, boolean json) {
    if (json) {
      json(out, root -> root.each("devices", found, ScanCommand::write));
    } else if (!found.isEmpty()) {
      out.println("# " + found.size() + (found.size() == 1 ? " device" : " devices") + " found");
      out.print(comments + SiteDraft.section(SiteDraft.propose(found)));
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

  private ExitCode write(Path file, List<DiscoveredDevice> found, String comments) {
    String text =
        SiteDraft.file(
            HEADER + comments, SiteAnswers.guessed(), true, SiteDraft.propose(found), file);
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
