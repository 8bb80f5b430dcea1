package io.spikewatt.controller.setup;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.drivers.scan.DeviceScanner;
import io.spikewatt.drivers.scan.DeviceScanner.Outcome;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.Ipv4Subnet.Place;
import io.spikewatt.drivers.scan.UnidentifiedUnit;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Searches hosts, networks and serial lines for devices. Reads only. */
final class DeviceSearch {

  static final String NOT_SCANNED =
      "not scanned: OPC UA, IEC 62056-21, MQTT and GPIO; add such devices by hand, see"
          + " docs/configuration.md";

  /** Above this many units, progress is worth a line. */
  private static final int MANY_UNITS = 20;

  private final DeviceScanner scanner;
  private final Duration timeout;
  private final Consumer<String> progress;

  /**
   * @param timeout longest wait for a silent unit
   * @param progress receives a line for each step
   */
  DeviceSearch(Duration timeout, Consumer<String> progress) {
    this.scanner =
        new DeviceScanner(
            ProfileLoader.shippedIds().stream().map(ProfileLoader::shipped).toList(),
            timeout,
            new SystemClock());
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * Result of a search.
   *
   * @param unidentified units that answered and have nothing to be identified by
   * @param problems places without an answer, and why, a line each
   */
  record Result(
      List<DiscoveredDevice> devices, List<UnidentifiedUnit> unidentified, List<String> problems) {

    private static final Result NOTHING = new Result(List.of(), List.of(), List.of());

    private static Result of(String place, String silence, Outcome outcome) {
      return switch (outcome) {
        case Outcome.Answered(var devices, var unidentified) ->
            new Result(devices, unidentified, List.of());
        case Outcome.Silent _ -> new Result(List.of(), List.of(), List.of(place + ": " + silence));
        case Outcome.Unreachable(var fault) ->
            new Result(List.of(), List.of(), List.of(place + ": " + fault));
      };
    }

    static Result of(List<Result> parts) {
      return parts.stream().reduce(NOTHING, Result::and);
    }

    private Result and(Result other) {
      return new Result(
          concat(devices, other.devices),
          concat(unidentified, other.unidentified),
          concat(problems, other.problems));
    }

    private static <T> List<T> concat(List<T> one, List<T> other) {
      return Stream.concat(one.stream(), other.stream()).toList();
    }
  }

  /**
   * Searches one target.
   *
   * @param units empty = the units that makers ship their devices with
   * @param line settings of a serial line; empty = the usual ones, until somebody answers
   */
  Result search(ScanTarget target, Optional<List<Integer>> units, Optional<SerialLine> line) {
    List<Integer> asked = units.orElseGet(scanner::usualUnits);
    return switch (target) {
      case ScanTarget.Line(String device) -> onLine(device, line, asked);
      case ScanTarget.Host(String host, Optional<Integer> port) ->
          at(ports(port).stream().map(number -> new Place(host, number)).toList(), asked);
      case ScanTarget.Network network -> at(listening(network), asked);
    };
  }

  private List<Integer> ports(Optional<Integer> port) {
    return port.map(List::of).orElseGet(scanner::usualPorts);
  }

  private List<Place> listening(ScanTarget.Network network) {
    List<Integer> ports = ports(network.port());
    progress.accept(
        "%s: %d addresses, ports %s"
            .formatted(network.text(), network.subnet().hosts().size(), ports));
    try {
      List<Place> places = network.subnet().listening(ports, timeout);
      progress.accept("%s: %d ports accept a connection".formatted(network.text(), places.size()));
      return places;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private Result at(List<Place> places, List<Integer> units) {
    return Result.of(
        places.stream()
            .map(
                place -> {
                  String name = place.host() + ":" + place.port();
                  return Result.of(
                      name,
                      "a connection, but no answer, neither in Modbus TCP nor in RTU frames",
                      scanner.scan(place.host(), place.port(), units, asking(name, units)));
                })
            .toList());
  }

  /** The first settings with which anybody answers count. */
  private Result onLine(String device, Optional<SerialLine> given, List<Integer> units) {
    List<Result> results = new ArrayList<>();
    for (SerialLine line : given.map(List::of).orElse(DeviceScanner.usualLines())) {
      String name =
          "%s %d 8%c%d"
              .formatted(device, line.baud(), line.parity().name().charAt(0), line.stopBits());
      Outcome outcome = scanner.scan(device, line, units, asking(name, units));
      results.add(Result.of(name, "no answer", outcome));
      if (!(outcome instanceof Outcome.Silent)) {
        break;
      }
    }
    return Result.of(results);
  }

  private Consumer<Integer> asking(String name, List<Integer> units) {
    progress.accept("%s: asking %d units".formatted(name, units.size()));
    return unit -> {
      if (units.size() > MANY_UNITS && unit % MANY_UNITS == 0) {
        progress.accept("%s: unit %d of %d".formatted(name, unit, units.getLast()));
      }
    };
  }
}
