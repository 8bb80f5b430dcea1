package io.spikewatt.controller.setup;

import io.spikewatt.config.profile.Identity.UsualRole;
import io.spikewatt.config.site.Connection;
import io.spikewatt.controller.setup.DeviceDraft.Rating;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.DiscoveredDevice.Use;
import io.spikewatt.drivers.scan.UnidentifiedUnit;
import io.spikewatt.drivers.sunspec.Nameplate;
import io.spikewatt.hal.signal.Quantity;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Drafts a site file from devices that were found and answers. Has no side effects. */
final class SiteDraft {

  private static final String ASK = "  # not reported by the device: put the right value here";

  /** By these a person recognises a device. */
  private static final Set<Quantity> WORTH_SHOWING =
      Set.of(Quantity.POWER_W, Quantity.VOLTAGE_L1_V, Quantity.FREQUENCY_HZ, Quantity.SOC_PCT);

  private SiteDraft() {}

  /**
   * Entries for all uses of the devices. A value that no device reports is a careful guess; the
   * first meter is taken for that of the grid connection.
   */
  static List<DeviceDraft> propose(List<DiscoveredDevice> found) {
    List<DeviceDraft> drafts = new ArrayList<>();
    Map<UsualRole, Integer> counts = new EnumMap<>(UsualRole.class);
    for (DiscoveredDevice device : found) {
      for (Use use : device.uses()) {
        UsualRole role = use.role().orElse(UsualRole.METER);
        int number = counts.merge(role, 1, Integer::sum);
        drafts.add(
            new DeviceDraft(
                title(device),
                stem(role) + number,
                use.profile(),
                device.at(),
                key(role, number),
                false,
                ratings(role, device.nameplate())));
      }
    }
    return drafts;
  }

  private static String stem(UsualRole role) {
    return switch (role) {
      case METER -> "meter";
      case PV -> "pv";
      case BATTERY -> "battery";
      case EV_CHARGER -> "charger";
      case HEAT_PUMP -> "heatpump";
    };
  }

  private static String key(UsualRole role, int number) {
    return switch (role) {
      case METER -> number == 1 ? DeviceDraft.GRID_METER : DeviceDraft.LOAD;
      case PV -> "pv";
      case BATTERY -> "battery";
      case EV_CHARGER -> "ev-charger";
      case HEAT_PUMP -> "heat-pump";
    };
  }

  private static List<Rating> ratings(UsualRole role, Optional<Nameplate> nameplate) {
    return switch (role) {
      case METER -> List.of();
      case PV -> List.of(rating("rated-w", nameplate.map(Nameplate::ratedW), 10_000));
      case BATTERY ->
          List.of(
              rating("capacity-wh", nameplate.map(Nameplate::capacityWh), 10_000),
              rating("charge-w", nameplate.map(Nameplate::chargeW), 5_000));
      case EV_CHARGER -> List.of(rating("max-w", Optional.empty(), 11_000));
      // A tank of 500 litres.
      case HEAT_PUMP ->
          List.of(
              rating("max-w", Optional.empty(), 3_000),
              rating("store-wh-per-k", Optional.empty(), 580),
              rating("lowest-c", Optional.empty(), 40),
              rating("highest-c", Optional.empty(), 50));
    };
  }

  /** Numbers that the loader would take for kilowatts are no nameplates. */
  private static Rating rating(String key, Optional<OptionalDouble> reported, long otherwise) {
    OptionalDouble value = reported.orElseGet(OptionalDouble::empty);
    boolean usable = value.isPresent() && value.getAsDouble() >= 100 && value.getAsDouble() <= 1e9;
    return new Rating(key, usable ? Math.round(value.getAsDouble()) : otherwise, usable);
  }

  /** A device's own description. */
  static String title(DiscoveredDevice device) {
    DiscoveredDevice.Identity identity = device.identity();
    String serial = identity.serial().isBlank() ? "" : "serial " + identity.serial();
    // A device name must not end the comment.
    return Stream.of(
            identity.manufacturer(), identity.model(), serial, "unit " + device.at().unit())
        .filter(word -> !word.isBlank())
        .collect(Collectors.joining(" "))
        .replaceAll("\\p{IsControl}", " ");
  }

  /** Where a unit is that tells no name, and what it may be. */
  static String title(UnidentifiedUnit unit) {
    String place = unit.at().endpoint() + " unit " + unit.at().unit();
    return unit.candidates().isEmpty()
        ? place + " answers and is not recognised"
        : unit.candidates().stream()
            .map(candidate -> candidate.profile().id() + " " + readings(candidate))
            .collect(Collectors.joining(" or ", place + " tells no name and reads like ", ""));
  }

  private static String readings(UnidentifiedUnit.Candidate candidate) {
    return candidate.readings().stream()
        .filter(reading -> WORTH_SHOWING.contains(reading.signal().quantity()))
        .map(reading -> "%.1f %s".formatted(reading.value(), reading.signal().quantity().unit()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Comments for the devices that no profile fits. */
  static String unfit(List<DiscoveredDevice> found) {
    return found.stream()
        .filter(device -> device.uses().isEmpty())
        .map(d -> "# %s: no profile fits, models %s%n".formatted(title(d), d.sunSpecModels()))
        .collect(Collectors.joining());
  }

  /**
   * A whole site file.
   *
   * @param header comment that it begins with
   * @param monitorOnly whether devices are only read
   * @param file where it will be stored; decides where the state is kept
   */
  static String file(
      String header,
      SiteAnswers answers,
      boolean monitorOnly,
      List<DeviceDraft> devices,
      Path file) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "site: { name: %s, timezone: %s%s }"
            .formatted(
                answers.name(),
                answers.zone(),
                answers
                    .position()
                    .map(
                        p ->
                            ", latitude: %s, longitude: %s"
                                .formatted(number(p.latitude()), number(p.longitude())))
                    .orElse("")));
    lines.add(
        "grid: { import-limit-w: %d, export-limit-w: %d }"
            .formatted(answers.importW(), answers.exportW()));
    lines.add(
        "tariff: { currency: %s, import-per-kwh: %s, export-per-kwh: %s%s }"
            .formatted(
                answers.prices().currency(),
                number(answers.prices().imported()),
                number(answers.prices().exported()),
                answers
                    .sources()
                    .hourly()
                    .flatMap(SiteAnswers.HourlyPrices::addends)
                    .map(SiteDraft::dynamic)
                    .orElse("")));
    List<String> sources = new ArrayList<>();
    SiteAnswers.Sources given = answers.sources();
    given.hourly().map(it -> source(it.source(), it.settings())).ifPresent(sources::add);
    given.weather().map(it -> source(it.source(), it.settings())).ifPresent(sources::add);
    if (!sources.isEmpty()) {
      lines.add("sources: [ " + String.join(", ", sources) + " ]");
    }
    outlets(answers.outlets()).forEach(lines::add);
    if (monitorOnly) {
      lines.add("control: { monitor-only: true }");
    }
    if (!file.toAbsolutePath().startsWith("/etc")) {
      lines.add("storage: { directory: spikewatt-state }  # beside this file");
    }
    return header + String.join("\n", lines) + "\n" + section(devices);
  }

  private static String dynamic(SiteAnswers.Addends addends) {
    return ", dynamic: { supplier-per-kwh: %s, taxes-pct: %s }"
        .formatted(number(addends.perKwh()), number(addends.taxesPct()));
  }

  private static String source(String id, Map<String, String> values) {
    String settings =
        values.entrySet().stream()
            .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
            .collect(Collectors.joining(", "));
    return "{ source: %s%s }"
        .formatted(id, settings.isEmpty() ? "" : ", settings: { " + settings + " }");
  }

  private static Stream<String> outlets(SiteAnswers.Outlets outlets) {
    String announced = outlets.homeAssistant() ? ", home-assistant: true" : "";
    return Stream.of(
            outlets.broker().map(b -> "mqtt: { broker: \"%s\"%s }".formatted(b, announced)),
            outlets.page().map(bind -> "page: { bind: \"%s\" }".formatted(bind)),
            outlets
                .notified()
                .map(
                    to ->
                        "notify: { targets: [ { ntfy: \"%s\", topic: %s } ] }"
                            .formatted(to.server(), to.topic())))
        .flatMap(Optional::stream);
  }

  static String section(List<DeviceDraft> devices) {
    return devices.stream().map(SiteDraft::entry).collect(Collectors.joining("", "devices:\n", ""));
  }

  private static String entry(DeviceDraft device) {
    List<String> lines = new ArrayList<>();
    lines.add("  # " + device.title());
    lines.add("  - id: " + device.id());
    lines.add("    profile: " + device.profile());
    lines.add("    connection: { %s, unit: %d }".formatted(way(device.at()), device.at().unit()));
    if (device.invert()) {
      lines.add("    invert: true");
    }
    lines.add("    " + device.role() + ":" + (device.ratings().isEmpty() ? " {}" : ""));
    for (Rating rating : device.ratings()) {
      lines.add(
          "      %s: %d%s".formatted(rating.key(), rating.value(), rating.reported() ? "" : ASK));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String way(Connection.Modbus at) {
    return switch (at) {
      case Connection.ModbusTcp tcp ->
          "modbus-tcp: %s, port: %d".formatted(quoted(tcp.host()), tcp.port());
      case Connection.ModbusRtuTcp tcp ->
          "modbus-rtu-tcp: %s, port: %d".formatted(quoted(tcp.host()), tcp.port());
      case Connection.ModbusRtu rtu ->
          "modbus-rtu: %s, baud: %d, parity: %s, stop-bits: %d"
              .formatted(
                  rtu.device(),
                  rtu.line().baud(),
                  rtu.line().parity().name().toLowerCase(Locale.ROOT),
                  rtu.line().stopBits());
    };
  }

  private static String quoted(String host) {
    return host.contains(":") ? "\"" + host + "\"" : host;
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).toPlainString();
  }
}
