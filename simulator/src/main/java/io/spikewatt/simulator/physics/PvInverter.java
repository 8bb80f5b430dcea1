package io.spikewatt.simulator.physics;

/**
 * The PV inverter: follows the sun at once, and a power limit with a ramp and the revert timer of
 * SunSpec model 123.
 */
public final class PvInverter {

  /** Operating state with its code in SunSpec model 103. */
  public enum State {
    OFF(1),
    SLEEPING(2),
    MPPT(4),
    THROTTLED(5);

    private final int code;

    State(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** Without a ramp time the limit moves by this share of the rating in a second. */
  private static final double OWN_RAMP_PER_S = 0.5;

  private static final double MIN_SUN_W = 10;

  private final double ratedW;
  private final Noise windowDraw;
  private PvLimit limit = PvLimit.NONE;
  private long commandNanos;
  private long effectiveNanos;
  private double capFromW;
  private double capW;
  private double powerW;
  private double availableW;
  private double energyWh = 8_765_432;

  PvInverter(double ratedW, long seed) {
    this.ratedW = ratedW;
    this.windowDraw = new Noise(seed, "pv-window");
    this.capW = ratedW;
    this.capFromW = ratedW;
  }

  /** Takes new controls; each call starts the window, the ramp and the revert timer anew. */
  public void command(long nowNanos, PvLimit wanted) {
    boolean sameTarget = targetW(wanted) == targetW(limit);
    limit = wanted;
    commandNanos = nowNanos;
    if (!sameTarget) {
      // Model 123: the change happens at a random time within the window.
      double delayS = wanted.windowS() * windowDraw.uniform(nowNanos / 1_000_000);
      effectiveNanos = nowNanos + (long) (delayS * 1e9);
      capFromW = capW;
    }
  }

  /** Drops the limit if its revert time has passed; true if that happened just now. */
  boolean checkRevert(long nowNanos) {
    boolean expired = nowNanos - commandNanos >= limit.revertS() * 1_000_000_000L;
    if (limit.enabled() && limit.revertS() > 0 && expired) {
      limit = limit.disabled();
      capFromW = capW;
      effectiveNanos = nowNanos;
      return true;
    }
    return false;
  }

  /** One step; returns the power fed into the bus, W. */
  double step(long nowNanos, double dtS, double sunW, double islandCapW) {
    availableW = sunW;
    if (nowNanos >= effectiveNanos) {
      moveCap(dtS);
    }
    double ownCapW = limit.connected() ? capW : 0;
    powerW = Math.max(0, Math.min(sunW, Math.min(ownCapW, islandCapW)));
    energyWh += powerW * dtS / 3_600;
    return powerW;
  }

  /** Power that the inverter could feed in now under its own limit, W. */
  double possibleW(double sunW) {
    return limit.connected() ? Math.min(sunW, capW) : 0;
  }

  private void moveCap(double dtS) {
    double targetW = targetW(limit);
    double ratePerS =
        limit.rampS() > 0 ? Math.abs(targetW - capFromW) / limit.rampS() : OWN_RAMP_PER_S * ratedW;
    double move = ratePerS * dtS;
    capW = Math.clamp(targetW, capW - move, capW + move);
  }

  private double targetW(PvLimit of) {
    return of.enabled() ? ratedW * Math.clamp(of.percent(), 0, 100) / 100 : ratedW;
  }

  /** Power fed into the bus, W. */
  public double powerW() {
    return powerW;
  }

  /** Available power of the array, W. */
  public double availableW() {
    return availableW;
  }

  /** Energy fed into the bus over the inverter's life, Wh. */
  public double energyWh() {
    return energyWh;
  }

  /** Nameplate power, W. */
  public double ratedW() {
    return ratedW;
  }

  /** Controls in force. */
  public PvLimit limit() {
    return limit;
  }

  public State state() {
    if (!limit.connected()) {
      return State.OFF;
    }
    if (availableW < MIN_SUN_W) {
      return State.SLEEPING;
    }
    return powerW < availableW - 1 ? State.THROTTLED : State.MPPT;
  }
}
