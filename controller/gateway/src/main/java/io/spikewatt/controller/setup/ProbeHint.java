package io.spikewatt.controller.setup;

import io.spikewatt.config.site.Connection;
import io.spikewatt.hal.signal.Fault;
import java.util.Set;

/** Likely causes of a device that gave no value at all, in words. */
final class ProbeHint {

  private ProbeHint() {}

  /**
   * @param kinds classes of the faults that occurred
   * @return empty where the faults speak for themselves
   */
  static String of(Connection connection, Set<Fault.Kind> kinds) {
    if (!(connection instanceof Connection.Modbus modbus)) {
      return "";
    }
    String place = modbus.endpoint() + " ";
    int unit = modbus.unit();
    if (kinds.contains(Fault.Kind.REJECTED)) {
      return place
          + "answers as unit %d and refuses the registers: another profile or unit?"
              .formatted(unit);
    }
    if (!kinds.contains(Fault.Kind.TIMEOUT) && !kinds.contains(Fault.Kind.BAD_FRAME)) {
      return "";
    }
    return place
        + switch (modbus) {
          case Connection.ModbusTcp _ ->
              "accepts connections and does not answer as unit %d in Modbus TCP: another unit, or RTU"
                      .formatted(unit)
                  + " frames behind a converter (modbus-rtu-tcp)?";
          case Connection.ModbusRtuTcp _ ->
              "accepts connections and does not answer as unit %d in RTU frames: another unit, Modbus"
                      .formatted(unit)
                  + " TCP (modbus-tcp), or the converter's baud and parity?";
          case Connection.ModbusRtu _ ->
              "is open and unit %d does not answer: another unit, baud or parity, or A and B swapped?"
                  .formatted(unit);
        };
  }
}
