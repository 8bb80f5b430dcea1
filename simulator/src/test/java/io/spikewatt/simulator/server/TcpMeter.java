package io.spikewatt.simulator.server;

/** The grid meter on Modbus TCP: a scan of it waits for no silent unit. */
public final class TcpMeter {

  private TcpMeter() {}

  /** Unit 2 on a free port. */
  public static TcpServer of(SharedPlant plant) {
    return new TcpServer("sim-meter", 0, new ModbusTcpHandler(PlantServers.meter(plant)));
  }
}
