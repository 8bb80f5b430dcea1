package io.spikewatt.simulator.physics;

/**
 * Immediate controls of a PV inverter, as in SunSpec model 123.
 *
 * @param connected Conn: false takes the inverter off the bus
 * @param percent WMaxLimPct, 0..100 % of rated power
 * @param windowS WMaxLimPct_WinTms: the change happens at random within this time, s
 * @param revertS WMaxLimPct_RvrtTms: the limit ends this long after the last write, s; 0 = never
 * @param rampS WMaxLimPct_RmpTms: time to move from the old limit to the new one, s; 0 = own ramp
 * @param enabled WMaxLim_Ena
 */
public record PvLimit(
    boolean connected, double percent, int windowS, int revertS, int rampS, boolean enabled) {

  /** As the inverter leaves the factory. */
  public static final PvLimit NONE = new PvLimit(true, 100, 0, 0, 0, false);

  PvLimit disabled() {
    return new PvLimit(connected, percent, windowS, revertS, rampS, false);
  }

  /** An enabled limit without window, ramp or revert time. */
  public static PvLimit ofPercent(double percent) {
    return new PvLimit(true, percent, 0, 0, 0, true);
  }
}
