package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Devices on one line, socket or session have equal link settings. */
final class OneSettingPerLink implements SiteRule {

  /** The shared link, and the settings that its users must agree on. */
  private record Use(String link, String setting) {}

  private record First(String setting, String device) {}

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    Map<String, First> seen = new HashMap<>();
    for (PartialSite.Device device : site.devices()) {
      Optional<Use> use = device.connection().flatMap(OneSettingPerLink::use);
      if (use.isEmpty()) {
        continue;
      }
      String setting = use.get().setting;
      First first = seen.putIfAbsent(use.get().link, new First(setting, device.name()));
      if (first != null && !first.setting.equals(setting)) {
        findings.add(
            new Finding(
                device.path() + ".connection",
                "the settings of " + first.device + " on " + use.get().link + ": " + first.setting,
                setting));
      }
    }
    return findings;
  }

  private static Optional<Use> use(Connection connection) {
    return switch (connection) {
      case Connection.ModbusTcp c -> Optional.of(new Use(c.host() + ":" + c.port(), "modbus-tcp"));
      case Connection.ModbusRtuTcp c ->
          Optional.of(new Use(c.host() + ":" + c.port(), "modbus-rtu-tcp"));
      case Connection.ModbusRtu c ->
          Optional.of(new Use(c.device(), "modbus-rtu " + line(c.line())));
      case Connection.OpcUa c ->
          Optional.of(
              new Use(
                  c.url(),
                  "security %s, user %s, password file %s, mode %s"
                      .formatted(
                          c.security().name().toLowerCase(java.util.Locale.ROOT),
                          c.user().orElse("none"),
                          c.passwordFile().orElse("none"),
                          c.mode().name().toLowerCase(java.util.Locale.ROOT))));
      case Connection.Iec62056 c ->
          Optional.of(
              new Use(
                  c.port().replaceFirst("^tcp://", ""),
                  name(c.dialogue()) + " at " + c.dialogue().baud() + " baud"));
      case Connection.Gpio _, Connection.Mqtt _ -> Optional.empty();
    };
  }

  private static String name(Connection.Iec62056.Dialogue dialogue) {
    return switch (dialogue) {
      case Connection.Iec62056.Dialogue.Request _ -> "iec62056";
      case Connection.Iec62056.Dialogue.Push _ -> "iec62056-push";
    };
  }

  private static String line(Connection.SerialLine line) {
    char parity = line.parity().name().charAt(0);
    return line.baud() + " " + line.dataBits() + parity + line.stopBits();
  }
}
