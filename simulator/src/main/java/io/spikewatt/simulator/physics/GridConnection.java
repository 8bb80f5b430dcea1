package io.spikewatt.simulator.physics;

/** The public grid as the meter at the connection sees it. */
public final class GridConnection {

  /** A single-phase kettle here and there: the phases never share power equally. */
  private static final double[] PHASE_SHARE = {0.37, 0.33, 0.30};

  private final Noise voltage;
  private final Noise frequency;
  private boolean up = true;
  private double powerW;
  private double importWh = 1_234_567;
  private double exportWh = 123_456;
  private double seconds;

  GridConnection(long seed) {
    this.voltage = new Noise(seed, "grid-voltage");
    this.frequency = new Noise(seed, "grid-frequency");
  }

  void step(double newPowerW, double dtS) {
    powerW = newPowerW;
    seconds += dtS;
    double wh = powerW * dtS / 3_600;
    importWh += Math.max(0, wh);
    exportWh += Math.max(0, -wh);
  }

  void setUp(boolean wanted) {
    up = wanted;
  }

  /** Whether the public grid is there. */
  public boolean up() {
    return up;
  }

  /** Power at the connection, W, import positive. */
  public double powerW() {
    return powerW;
  }

  /**
   * @param phase 0..2
   */
  public double powerW(int phase) {
    return powerW * PHASE_SHARE[phase];
  }

  /**
   * @param phase 0..2
   * @return voltage against neutral, V; 0 while the grid is down
   */
  public double voltageV(int phase) {
    if (!up) {
      return 0;
    }
    double wander = 4 * (voltage.smooth(seconds + 10_000.0 * phase, 30) - 0.5);
    return 230.5 + wander + 0.4 * phase - 0.0004 * powerW(phase);
  }

  /**
   * @param phase 0..2
   * @return current, A, import positive; 0 while the grid is down
   */
  public double currentA(int phase) {
    return up ? powerW(phase) / voltageV(phase) : 0;
  }

  /** Frequency, Hz; 0 while the grid is down. */
  public double frequencyHz() {
    return up ? 50 + 0.06 * (frequency.smooth(seconds, 12) - 0.5) : 0;
  }

  /** Imported over the meter's life, Wh. */
  public double importWh() {
    return importWh;
  }

  /** Exported over the meter's life, Wh. */
  public double exportWh() {
    return exportWh;
  }
}
