package io.spikewatt.simulator.site;

/** The site's servers, with their offset from the port base. */
public enum ServerName {
  PV_INVERTER(20),
  BATTERY(21),
  GRID_METER(22),
  PLC(23),
  UTILITY_METER(24),
  BROKER(25),
  HEAT_PUMP(26);

  private final int offset;

  ServerName(int offset) {
    this.offset = offset;
  }

  public int offset() {
    return offset;
  }
}
