package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile.GpioInput;
import io.spikewatt.config.profile.DeviceProfile.GpioOutput;
import io.spikewatt.config.profile.DeviceProfile.Iec62056;
import io.spikewatt.config.profile.DeviceProfile.Modbus;
import io.spikewatt.config.profile.DeviceProfile.Mqtt;
import io.spikewatt.config.profile.DeviceProfile.OpcUa;
import io.spikewatt.config.profile.DeviceProfile.Points;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.List;

/** A profile's registers need a Modbus link, its nodes an OPC UA session, and so on. */
final class ConnectionFitsProfile implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (device.profile().isEmpty() || device.connection().isEmpty()) {
        continue;
      }
      String needs = needs(device.profile().get().points());
      String has = kind(device.connection().get());
      if (!needs.contains(has)) {
        String expected = needs + ", as profile " + device.profile().get().id() + " needs it";
        findings.add(new Finding(device.path() + ".connection", expected, has));
      }
    }
    return findings;
  }

  private static String needs(Points points) {
    return switch (points) {
      case Modbus _, SunSpec _ -> "modbus-tcp, modbus-rtu-tcp or modbus-rtu";
      case OpcUa _ -> "opc-ua";
      case Iec62056 _ -> "iec62056 or iec62056-push";
      case GpioInput _, GpioOutput _ -> "gpio";
      case Mqtt _ -> "mqtt";
    };
  }

  private static String kind(Connection connection) {
    return switch (connection) {
      case Connection.ModbusTcp _ -> "modbus-tcp";
      case Connection.ModbusRtuTcp _ -> "modbus-rtu-tcp";
      case Connection.ModbusRtu _ -> "modbus-rtu";
      case Connection.OpcUa _ -> "opc-ua";
      case Connection.Iec62056 _ -> "iec62056";
      case Connection.Gpio _ -> "gpio";
      case Connection.Mqtt _ -> "mqtt";
    };
  }
}
