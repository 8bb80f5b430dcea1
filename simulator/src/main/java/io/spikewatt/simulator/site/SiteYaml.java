package io.spikewatt.simulator.site;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.simulator.physics.IslandParts;
import io.spikewatt.simulator.physics.SiteParameters;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** Writes the daemon's configuration for the simulated site. */
final class SiteYaml {

  private final SiteParameters site;
  private final ToIntFunction<ServerName> ports;
  private final List<String> lines = new ArrayList<>();

  private SiteYaml(SiteParameters site, ToIntFunction<ServerName> ports) {
    this.site = site;
    this.ports = ports;
  }

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
    return new SiteYaml(site, ports).text(stateDir, cycle, telemetry);
  }

  private String text(Path stateDir, Duration cycle, Duration telemetry) {
    add("# Written by the simulated site; the devices are servers on this machine.");
    add(
        "site: { name: demo, timezone: %s, latitude: %s, longitude: %s }",
        site.place().zone(), site.place().latitudeDeg(), site.place().longitudeDeg());
    add(
        "grid: { import-limit-w: %s, export-limit-w: %s }",
        site.limits().importW(), site.limits().exportW());
    tariff(site.tariff());
    add(
        "mqtt: { broker: \"tcp://127.0.0.1:%s\", telemetry-s: %s, commands: all }",
        port(ServerName.BROKER), Double.toString(telemetry.toMillis() / 1000.0));
    add(
        "control: { cycle-ms: %s, plan-every-min: 15, objective: cost, reserve-soc-pct: 10 }",
        cycle.toMillis());
    add("storage: { directory: \"%s\" }", quoted(stateDir));
    add("devices:");
    modbusDevices();
    plcDevices();
    otherDevices();
    site.devices().heatPump().ifPresent(this::heatPump);
    site.devices().island().ifPresent(this::islandDevices);
    return String.join("\n", lines) + "\n";
  }

  private void tariff(Tariff tariff) {
    add("tariff:");
    add("  currency: %s", tariff.currency());
    add("  import:");
    for (Tariff.Band band : tariff.imports()) {
      add("    - %s", band(band));
    }
    if (tariff.exports().getFirst().isAlways()) {
      add("  export-per-kwh: %s", tariff.exports().getFirst().perKwh());
      return;
    }
    add("  export:");
    for (Tariff.Band band : tariff.exports()) {
      add("    - %s", band(band));
    }
  }

  private static String band(Tariff.Band band) {
    return "{ from: \"%s\", to: \"%s\", per-kwh: %s }"
        .formatted(band.from(), band.to(), band.perKwh());
  }

  private void modbusDevices() {
    add(
        """
        - id: pv1
          profile: sunspec-inverter
          connection: { modbus-tcp: 127.0.0.1, port: %s, unit: 1 }
          pv: { rated-w: %s }\
        """,
        port(ServerName.PV_INVERTER), site.devices().pvRatedW());
    SiteParameters.Battery battery = site.devices().battery();
    add(
        """
        - id: battery1
          profile: hybrid-battery
          connection: { modbus-tcp: 127.0.0.1, port: %s, unit: 1 }
          battery: { capacity-wh: %s, charge-w: %s, discharge-w: %s, min-soc-pct: %s, \
        max-soc-pct: %s, efficiency: %s, wear-per-kwh: %s }\
        """,
        port(ServerName.BATTERY),
        battery.capacityWh(),
        battery.chargeW(),
        battery.dischargeW(),
        battery.lowestPct(),
        battery.highestPct(),
        battery.efficiency(),
        battery.wearPerKwh());
    add(
        """
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-rtu-tcp: 127.0.0.1, port: %s, unit: 2 }
          grid-meter: {}\
        """,
        port(ServerName.GRID_METER));
  }

  private void plcDevices() {
    SiteParameters.Ev ev = site.devices().ev();
    SiteParameters.Compute compute = site.devices().compute();
    plcDevice("feeder1", "plc-feeder", "load: {}");
    plcDevice(
        "ev1",
        "plc-ev-charger",
        "ev-charger: { min-w: %s, max-w: %s, efficiency: %s }",
        ev.minW(),
        ev.maxW(),
        ev.efficiency());
    String cluster = "compute: { min-w: %s, max-w: %s, value-per-kwh: %s }";
    Object[] sizes = {compute.minW(), compute.maxW(), compute.valuePerKwh()};
    switch (compute.manager()) {
      case PLC -> plcDevice("compute1", "plc-compute", cluster, sizes);
      case AGENT -> {
        add(
            """
            - id: compute1
              profile: mqtt-compute
              connection: { mqtt: %s }\
            """,
            ClusterAgent.BASE);
        add("  " + cluster, sizes);
      }
    }
  }

  private void plcDevice(String id, String profile, String role, Object... values) {
    add(
        """
        - id: %s
          profile: %s
          connection: { opc-ua: "opc.tcp://127.0.0.1:%s/spikewatt-plc", security: none }\
        """,
        id, profile, port(ServerName.PLC));
    add("  " + role, values);
  }

  private void otherDevices() {
    add(
        """
        - id: utility1
          profile: iec62056-meter
          connection: { iec62056: "tcp://127.0.0.1:%s", baud: 300, interval-s: 60 }
          utility-meter: {}\
        """,
        port(ServerName.UTILITY_METER));
    add(
        """
        - id: dso-contact
          profile: gpio-contact
          connection: { gpio: 17 }
          limit-contact: { import-limit-w: %s, export-limit-w: %s }\
        """,
        site.limits().contactImportW(), site.limits().contactExportW());
    add(
        """
        - id: shed-relay
          profile: gpio-relay
          connection: { gpio: 27 }
          shed-relay: { load-w: %s }\
        """,
        site.devices().shedLoadW());
  }

  /** Contacts report nothing: a meter reads the pump's values over Modbus. */
  private void heatPump(SiteParameters.Heating heating) {
    Role.HeatPump sizes = heating.sizes();
    String connection =
        "{ modbus-tcp: 127.0.0.1, port: %s, unit: 1 }".formatted(port(ServerName.HEAT_PUMP));
    if (heating.byContacts()) {
      add(
          """
          - id: heat-meter1
            profile: lambda-eu-l
            connection: %s
            load: {}
          - id: heatpump1
            profile: sg-ready
            connection: { gpio: [23, 24] }
            meter: heat-meter1\
          """,
          connection);
    } else {
      add(
          """
          - id: heatpump1
            profile: lambda-eu-l
            connection: %s\
          """,
          connection);
    }
    if (heating.onCommand()) {
      add("  sg-ready: {}");
      return;
    }
    add(
        "  heat-pump: { max-w: %s, min-w: %s, cop: %s, cop-at-c: %s, cop-per-k: %s,"
            + " store-wh-per-k: %s, loss-w-per-k: %s, lowest-c: %s, highest-c: %s }",
        sizes.maxW(),
        sizes.minW(),
        sizes.cop().value(),
        sizes.cop().atC(),
        sizes.cop().perK(),
        sizes.store().whPerK(),
        sizes.store().lossWPerK(),
        sizes.store().lowestC(),
        sizes.store().highestC());
  }

  private void islandDevices(IslandParts parts) {
    plcDevice(
        "genset1",
        "plc-genset",
        "genset: { rated-w: %s, min-run-s: %s, min-rest-s: %s, fuel-per-kwh: 0.5, start-cost: 0.3"
            + " }",
        parts.gensetW(),
        parts.gensetMinRunS(),
        parts.gensetMinRestS());
    plcDevice("tie1", "plc-transfer-switch", "transfer-switch: {}");
    plcDevice(
        "shed2", "plc-shed-relay", "shed-relay: { load-w: %s, tier: 2 }", parts.secondLoadW());
    add(
        """
        - id: hold-key
          profile: gpio-contact
          connection: { gpio: 22 }
          mode-switch: { asks: hold }\
        """);
  }

  /** Adds lines; a number is written exactly, and without a point where it is whole. */
  private void add(String format, Object... values) {
    Object[] texts =
        Arrays.stream(values).map(v -> v instanceof Double d ? number(d) : v).toArray();
    lines.add(format.formatted(texts));
  }

  private int port(ServerName name) {
    return ports.applyAsInt(name);
  }

  /** A double-quoted YAML scalar's inside. */
  private static String quoted(Path path) {
    return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
