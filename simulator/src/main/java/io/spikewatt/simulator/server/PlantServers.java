package io.spikewatt.simulator.server;

import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import java.time.Duration;

/** Makes each of the site's devices reachable; port 0 means any free port. */
public final class PlantServers {

  /** Unit id of the PV inverter, the battery and the heat pump. */
  public static final int INVERTER_UNIT = 1;

  /** Unit id of the grid meter. */
  public static final int METER_UNIT = 2;

  private static final Duration SERIAL_REACTION = Duration.ofMillis(250);

  private PlantServers() {}

  /** The PV inverter: SunSpec on Modbus TCP. */
  public static TcpServer pvInverter(SharedPlant plant, int port) {
    return new TcpServer("sim-pv", port, new ModbusTcpHandler(pvInverter(plant)));
  }

  /** The hybrid battery inverter: a vendor's map on Modbus TCP. */
  public static TcpServer battery(SharedPlant plant, int port) {
    return new TcpServer("sim-battery", port, new ModbusTcpHandler(battery(plant)));
  }

  /** The heat pump: a vendor's map on Modbus TCP. */
  public static TcpServer heatPump(SharedPlant plant, int port) {
    return new TcpServer("sim-heat-pump", port, new ModbusTcpHandler(heatPump(plant)));
  }

  /** The grid meter: RTU frames over TCP. */
  public static TcpServer gridMeter(SharedPlant plant, int port) {
    return new TcpServer("sim-meter", port, new ModbusRtuHandler(meter(plant)));
  }

  /** The grid meter on a serial device, 9600 8N1. */
  public static SerialServer gridMeter(SharedPlant plant, String device) {
    SerialLine line = new SerialLine(9_600, 8, Parity.NONE, 1);
    return new SerialServer(device, line, new ModbusRtuHandler(meter(plant)));
  }

  /** The utility's meter behind a transparent TCP converter. */
  public static TcpServer utilityMeter(SharedPlant plant, int port) {
    ProtocolHandler dialogue = new UtilityMeterHandler(plant, Duration.ZERO);
    return new TcpServer("sim-utility", port, dialogue);
  }

  /** The utility's meter on a serial device. The line stays at 300 baud, which a pty ignores. */
  public static SerialServer utilityMeter(SharedPlant plant, String device) {
    // 8N1 and a masked parity bit: a pty cannot do 7E1.
    SerialLine line = new SerialLine(300, 8, Parity.NONE, 1);
    return new SerialServer(device, line, new UtilityMeterHandler(plant, SERIAL_REACTION));
  }

  static ModbusUnit pvInverter(SharedPlant plant) {
    return new ModbusUnit(INVERTER_UNIT, plant, new SunSpecBank());
  }

  static ModbusUnit battery(SharedPlant plant) {
    return new ModbusUnit(INVERTER_UNIT, plant, new BatteryBank());
  }

  static ModbusUnit heatPump(SharedPlant plant) {
    return new ModbusUnit(INVERTER_UNIT, plant, new HeatPumpBank());
  }

  static ModbusUnit meter(SharedPlant plant) {
    return new ModbusUnit(METER_UNIT, plant, new MeterBank());
  }
}
