package io.spikewatt.simulator.server;

import java.time.Duration;

/** Makes each of the site's devices reachable; port 0 means any free port. */
public final class PlantServers {

  /** Unit id of the PV inverter, the battery and the heat pump. */
  public static final int INVERTER_UNIT = 1;

  /** Unit id of the grid meter. */
  public static final int METER_UNIT = 2;

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

  /** The utility's meter behind a transparent TCP converter. */
  public static TcpServer utilityMeter(SharedPlant plant, int port) {
    ProtocolHandler dialogue = new UtilityMeterHandler(plant, Duration.ZERO);
    return new TcpServer("sim-utility", port, dialogue);
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
