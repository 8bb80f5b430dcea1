package io.spikewatt.controller.cli;

import io.spikewatt.config.profile.Identity.UsualRole;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.scan.DiscoveredDevice;
import io.spikewatt.drivers.scan.DiscoveredDevice.Use;
import io.spikewatt.drivers.sunspec.Nameplate;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes a configuration from the result of a scan. A value that no device reports gets a safe
 * default and a comment that requests the right one.
 */
final class SiteDraft {

  private static final String ASK = "  # not reported by the device: put the right value here";

  private final StringBuilder text = new StringBuilder();
  private final Map<UsualRole, Integer> counts = new EnumMap<>(UsualRole.class);
  private boolean gridMeter;

  private SiteDraft() {}

  /** The devices section, with one entry for each use of each device. */
  static String devices(List<DiscoveredDevice> found) {
    SiteDraft draft = new SiteDraft();
    draft.text.append("devices:\n");
    found.forEach(draft::device);
    return draft.text.toString();
  }

  /**
   * A whole configuration that is accepted as it is, and only monitors.
   *
   * @param file where it will be stored; decides where the state is kept
   */
  static String file(List<DiscoveredDevice> found, ZoneId zone, Path file) {
    List<String> lines = new ArrayList<>();
    lines.add("# Written by spikewatt scan. It monitors only. To control the site: put the right");
    lines.add("# values where a comment requests them, see that one grid-meter is there, run");
    lines.add(
        "# spikewatt commission for each device that is to be set, then remove monitor-only.");
    lines.add("site: { name: site, timezone: " + name(zone) + " }");
    lines.add("grid: { import-limit-w: 10000, export-limit-w: 10000 }" + "  # of your connection");
    lines.add("tariff: { currency: EUR, import-per-kwh: 0.30, export-per-kwh: 0.08 }  # yours");
    lines.add("control: { monitor-only: true }");
    if (!file.toAbsolutePath().startsWith("/etc")) {
      lines.add("storage: { directory: spikewatt-state }  # beside this file");
    }
    return String.join("\n", lines) + "\n" + devices(found);
  }

  private static String name(ZoneId zone) {
    return zone.getId().contains("/") ? zone.getId() : "UTC";
  }

  private void device(DiscoveredDevice device) {
    if (device.uses().isEmpty()) {
      text.append(
          "  # %s: no profile fits, models %s%n".formatted(who(device), device.sunSpecModels()));
    }
    for (Use use : device.uses()) {
      UsualRole role = use.role().orElse(UsualRole.METER);
      text.append("  # %s%n".formatted(who(device)));
      text.append("  - id: %s%n".formatted(id(role)));
      text.append("    profile: %s%n".formatted(use.profile()));
      text.append("    connection: { %s, unit: %d }%n".formatted(way(device), device.at().unit()));
      role(role, device.nameplate());
    }
  }

  private static String way(DiscoveredDevice device) {
    return switch (device.at()) {
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

  private static String who(DiscoveredDevice device) {
    List<String> words = new ArrayList<>();
    for (String word : List.of(device.identity().manufacturer(), device.identity().model())) {
      if (!word.isBlank()) {
        words.add(word);
      }
    }
    if (!device.identity().serial().isBlank()) {
      words.add("serial " + device.identity().serial());
    }
    words.add("unit " + device.at().unit());
    // A device name must not end the comment.
    return String.join(" ", words).replaceAll("\\p{Cntrl}", " ");
  }

  private String id(UsualRole role) {
    String stem =
        switch (role) {
          case METER -> "meter";
          case PV -> "pv";
          case BATTERY -> "battery";
          case EV_CHARGER -> "charger";
        };
    return stem + counts.merge(role, 1, Integer::sum);
  }

  private void role(UsualRole role, Optional<Nameplate> nameplate) {
    switch (role) {
      case METER -> {
        text.append(gridMeter ? "    load: {}\n" : "    grid-meter: {}\n");
        gridMeter = true;
      }
      case PV -> {
        text.append("    pv:\n");
        value("rated-w", nameplate.map(Nameplate::ratedW), 10_000);
      }
      case BATTERY -> {
        text.append("    battery:\n");
        value("capacity-wh", nameplate.map(Nameplate::capacityWh), 10_000);
        value("charge-w", nameplate.map(Nameplate::chargeW), 5_000);
      }
      case EV_CHARGER -> {
        text.append("    ev-charger:\n");
        value("max-w", Optional.empty(), 11_000);
      }
    }
  }

  /** Numbers that the loader would take for kilowatts are no nameplates. */
  private void value(String key, Optional<OptionalDouble> reported, long otherwise) {
    OptionalDouble value = reported.orElseGet(OptionalDouble::empty);
    boolean usable = value.isPresent() && value.getAsDouble() >= 100 && value.getAsDouble() <= 1e9;
    text.append(
        usable
            ? "      %s: %d%n".formatted(key, Math.round(value.getAsDouble()))
            : "      %s: %d%s%n".formatted(key, otherwise, ASK));
  }

  private static String quoted(String host) {
    return host.contains(":") ? "\"" + host + "\"" : host;
  }
}
