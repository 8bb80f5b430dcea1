package io.spikewatt.simulator.site;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.simulator.physics.IslandParts;
import io.spikewatt.simulator.physics.SiteParameters;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Writes the daemon's configuration for the simulated site. */
final class SiteYaml {

  private SiteYaml() {}

  /**
   * @param cycle of the daemon
   * @param telemetry shortest time between two telemetry messages of a device
   */
  static String write(
      SiteParameters site,
      ToIntFunction<ServerName> ports,
      Path stateDir,
      Duration cycle,
      Duration telemetry) {
    List<String> lines = new ArrayList<>();
    lines.add("# Written by the simulated site; the devices are servers on this machine.");
    lines.add(
        "site: { name: demo, timezone: %s, latitude: %s, longitude: %s }"
            .formatted(
                site.place().zone(),
                number(site.place().latitudeDeg()),
                number(site.place().longitudeDeg())));
    lines.add(
        "grid: { import-limit-w: %s, export-limit-w: %s }"
            .formatted(number(site.limits().importW()), number(site.limits().exportW())));
    tariff(lines, site.tariff());
    lines.add(
        "mqtt: { broker: \"tcp://127.0.0.1:%s\", telemetry-s: %s, commands: all }"
            .formatted(port(ports, ServerName.BROKER), telemetry.toMillis() / 1000.0));
    lines.add(
        "control: { cycle-ms: %s, plan-every-min: 15, objective: cost, reserve-soc-pct: 10 }"
            .formatted(cycle.toMillis()));
    lines.add("storage: { directory: \"%s\" }".formatted(quoted(stateDir)));
    lines.add("devices:");
    modbusDevices(lines, site, ports);
    plcDevices(lines, site, ports);
    otherDevices(lines, site, ports);
    site.devices().heatPump().ifPresent(heating -> heatPump(lines, heating, ports));
    site.devices().island().ifPresent(parts -> islandDevices(lines, parts, ports));
    return String.join("\n", lines) + "\n";
  }

  private static void tariff(List<String> lines, Tariff tariff) {
    lines.add("tariff:");
    lines.add("  currency: %s".formatted(tariff.currency()));
    lines.add("  import:");
    for (Tariff.Band band : tariff.imports()) {
      lines.add(
          "    - { from: \"%s\", to: \"%s\", per-kwh: %s }"
              .formatted(band.from(), band.to(), number(band.perKwh())));
    }
    lines.add("  export-per-kwh: %s".formatted(number(tariff.exportPerKwh())));
  }

  private static void modbusDevices(
      List<String> lines, SiteParameters site, ToIntFunction<ServerName> ports) {
    lines.add(
        """
        - id: pv1
          profile: sunspec-inverter
          connection: { modbus-tcp: 127.0.0.1, port: %s, unit: 1 }
          pv: { rated-w: %s }\
        """
            .formatted(port(ports, ServerName.PV_INVERTER), number(site.devices().pvRatedW())));
    SiteParameters.Battery battery = site.devices().battery();
    lines.add(
        """
        - id: battery1
          profile: hybrid-battery
          connection: { modbus-tcp: 127.0.0.1, port: %s, unit: 1 }
          battery: { capacity-wh: %s, charge-w: %s, discharge-w: %s, min-soc-pct: %s, \
        max-soc-pct: %s, efficiency: %s, wear-per-kwh: %s }\
        """
            .formatted(
                port(ports, ServerName.BATTERY),
                number(battery.capacityWh()),
                number(battery.chargeW()),
                number(battery.dischargeW()),
                number(battery.lowestPct()),
                number(battery.highestPct()),
                number(battery.efficiency()),
                number(battery.wearPerKwh())));
    lines.add(
        """
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-rtu-tcp: 127.0.0.1, port: %s, unit: 2 }
          grid-meter: {}\
        """
            .formatted(port(ports, ServerName.GRID_METER)));
  }

  private static void plcDevices(
      List<String> lines, SiteParameters site, ToIntFunction<ServerName> ports) {
    SiteParameters.Ev ev = site.devices().ev();
    String ofEv =
        "ev-charger: { min-w: %s, max-w: %s, efficiency: %s }"
            .formatted(number(ev.minW()), number(ev.maxW()), number(ev.efficiency()));
    String ofCompute =
        "compute: { min-w: %s, max-w: %s, value-per-kwh: %s }"
            .formatted(
                number(site.devices().compute().minW()),
                number(site.devices().compute().maxW()),
                number(site.devices().compute().valuePerKwh()));
    plcDevice(lines, "feeder1", "plc-feeder", "load: {}", ports);
    plcDevice(lines, "ev1", "plc-ev-charger", ofEv, ports);
    plcDevice(lines, "compute1", "plc-compute", ofCompute, ports);
  }

  private static void plcDevice(
      List<String> lines, String id, String profile, String role, ToIntFunction<ServerName> ports) {
    lines.add(
        """
        - id: %s
          profile: %s
          connection: { opc-ua: "opc.tcp://127.0.0.1:%s/spikewatt-plc", security: none }
          %s\
        """
            .formatted(id, profile, port(ports, ServerName.PLC), role));
  }

  private static void otherDevices(
      List<String> lines, SiteParameters site, ToIntFunction<ServerName> ports) {
    lines.add(
        """
        - id: utility1
          profile: iec62056-meter
          connection: { iec62056: "tcp://127.0.0.1:%s", baud: 300, interval-s: 60 }
          utility-meter: {}\
        """
            .formatted(port(ports, ServerName.UTILITY_METER)));
    lines.add(
        """
        - id: dso-contact
          profile: gpio-contact
          connection: { gpio: 17 }
          limit-contact: { import-limit-w: %s, export-limit-w: %s }\
        """
            .formatted(
                number(site.limits().contactImportW()), number(site.limits().contactExportW())));
    lines.add(
        """
        - id: shed-relay
          profile: gpio-relay
          connection: { gpio: 27 }
          shed-relay: { load-w: %s }\
        """
            .formatted(number(site.devices().shedLoadW())));
  }

  /** Contacts tell nothing: a meter reads what the pump shows over Modbus. */
  private static void heatPump(
      List<String> lines, SiteParameters.Heating heating, ToIntFunction<ServerName> ports) {
    Role.HeatPump sizes = heating.sizes();
    String connection =
        "{ modbus-tcp: 127.0.0.1, port: %s, unit: 1 }".formatted(port(ports, ServerName.HEAT_PUMP));
    if (heating.byContacts()) {
      lines.add(
          """
          - id: heat-meter1
            profile: lambda-eu-l
            connection: %s
            load: {}
          - id: heatpump1
            profile: sg-ready
            connection: { gpio: [23, 24] }
            meter: heat-meter1\
          """
              .formatted(connection));
    } else {
      lines.add(
          """
          - id: heatpump1
            profile: lambda-eu-l
            connection: %s\
          """
              .formatted(connection));
    }
    if (heating.onCommand()) {
      lines.add("  sg-ready: {}");
      return;
    }
    lines.add(
        ("  heat-pump: { max-w: %s, min-w: %s, cop: %s, cop-at-c: %s, cop-per-k: %s,"
                + " store-wh-per-k: %s, loss-w-per-k: %s, lowest-c: %s, highest-c: %s }")
            .formatted(
                number(sizes.maxW()),
                number(sizes.minW()),
                number(sizes.cop().value()),
                number(sizes.cop().atC()),
                number(sizes.cop().perK()),
                number(sizes.store().whPerK()),
                number(sizes.store().lossWPerK()),
                number(sizes.store().lowestC()),
                number(sizes.store().highestC())));
  }

  private static void islandDevices(
      List<String> lines, IslandParts parts, ToIntFunction<ServerName> ports) {
    String genset =
        "genset: { rated-w: %s, min-run-s: %s, min-rest-s: %s, fuel-per-kwh: 0.5, start-cost: 0.3 }"
            .formatted(
                number(parts.gensetW()),
                number(parts.gensetMinRunS()),
                number(parts.gensetMinRestS()));
    String shed = "shed-relay: { load-w: %s, tier: 2 }".formatted(number(parts.secondLoadW()));
    plcDevice(lines, "genset1", "plc-genset", genset, ports);
    plcDevice(lines, "tie1", "plc-transfer-switch", "transfer-switch: {}", ports);
    plcDevice(lines, "shed2", "plc-shed-relay", shed, ports);
    lines.add(
        """
        - id: hold-key
          profile: gpio-contact
          connection: { gpio: 22 }
          mode-switch: { asks: hold }\
        """);
  }

  private static String port(ToIntFunction<ServerName> ports, ServerName name) {
    return Integer.toString(ports.applyAsInt(name));
  }

  /** A double-quoted YAML scalar's inside. */
  private static String quoted(Path path) {
    return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
