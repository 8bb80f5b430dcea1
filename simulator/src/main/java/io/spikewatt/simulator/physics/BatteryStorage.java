package io.spikewatt.simulator.physics;

import java.time.Duration;

/**
 * The hybrid battery inverter: obeys a remote setpoint while its heartbeat is fed, and keeps its
 * cells within the device's own limits for any setpoint.
 *
 * <p>Response as measured for an AC-coupled home battery (PerModPAR, Junelight 9.9): dead time 1.6
 * s, settled to 95 % after 3.8 s.
 */
public final class BatteryStorage {

  /** From a setpoint's arrival to the first movement. */
  public static final Duration DEAD_TIME = Duration.ofMillis(1_600);

  /** From a setpoint's arrival until 95 % of the step is done. */
  public static final Duration SETTLING = Duration.ofMillis(3_800);

  /** Without a heartbeat for this long the inverter leaves remote control. */
  public static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(30);

  /** Stand-by consumption, taken from the cells, W. */
  public static final double STANDBY_W = 12;

  /** State of the inverter, with its register code. */
  public enum State {
    IDLE(0),
    CHARGING(1),
    DISCHARGING(2),
    FALLBACK(3),
    FAULT(4);

    private final int code;

    State(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** Three time constants are 95 %. */
  private static final double TAU_S = (SETTLING.toMillis() - DEAD_TIME.toMillis()) / 3_000.0;

  private static final double IDLE_BAND_W = 20;

  private static final double SLEEP_MARGIN_PCT = 5;

  private final SiteParameters.Battery size;
  private final DelayLine setpoint = new DelayLine(DEAD_TIME.toNanos(), 0);
  private final FirstOrderLag power = new FirstOrderLag(TAU_S, 0);
  private double storedWh;
  private double chargedWh;
  private double dischargedWh;
  private boolean remote;
  private boolean fellBack;
  private int heartbeat;
  private long fedNanos;
  private double commandW;
  private boolean deaf;
  private double derating = 1;

  BatteryStorage(SiteParameters.Battery size) {
    this.size = size;
    this.storedWh = size.capacityWh() * size.startSocPct() / 100;
  }

  /** Enters or leaves remote control. */
  public void setRemote(long nowNanos, boolean wanted) {
    if (wanted && !remote) {
      fedNanos = nowNanos;
      fellBack = false;
      setpoint.set(nowNanos, commandW);
    }
    if (!wanted) {
      setpoint.force(0);
    }
    remote = wanted;
  }

  /** Sets the power to hold, W, positive = discharge; kept until changed. */
  public void setPower(long nowNanos, double powerW) {
    commandW = Math.clamp(powerW, -size.chargeW(), size.dischargeW());
    if (remote) {
      setpoint.set(nowNanos, commandW);
    }
  }

  /** A fault: setpoints are accepted and reported, but the power stage ignores them. */
  public void setDeaf(boolean deaf) {
    this.deaf = deaf;
  }

  /**
   * A fault: setpoints are accepted and reported, but only this share of the rated power is
   * possible.
   */
  public void derate(double share) {
    derating = share;
  }

  /** A fault: the true stored energy differs from the assumed one. */
  public void recalibrate(double socPct) {
    storedWh = size.capacityWh() * Math.clamp(socPct, size.minSocPct(), size.maxSocPct()) / 100;
  }

  /** Writes the heartbeat register; only a new value feeds the timer. */
  public void beat(long nowNanos, int value) {
    if (value != heartbeat) {
      heartbeat = value;
      fedNanos = nowNanos;
    }
  }

  /** Leaves remote control if the heartbeat stopped; true if that happened just now. */
  boolean checkHeartbeat(long nowNanos) {
    if (remote && nowNanos - fedNanos >= HEARTBEAT_TIMEOUT.toNanos()) {
      setRemote(nowNanos, false);
      commandW = 0;
      fellBack = true;
      return true;
    }
    return false;
  }

  /** One step on the grid; returns the power at the AC side, W, positive = discharge. */
  double step(long nowNanos, double dtS) {
    double commanded = setpoint.at(nowNanos);
    double target =
        deaf ? 0 : Math.clamp(commanded, -derating * size.chargeW(), derating * size.dischargeW());
    return exchange(power.step(withinCells(target, dtS), dtS), dtS);
  }

  /** One step as the island's grid former: delivers the needed power within its limits. */
  double stepIsland(double neededW, double dtS) {
    double delivered = withinCells(Math.clamp(neededW, -size.chargeW(), size.dischargeW()), dtS);
    power.force(delivered);
    return exchange(delivered, dtS);
  }

  /** Most that an island can draw, or (negative) most that it can put in, during one step, W. */
  double islandRangeW(double dtS, boolean charging) {
    return withinCells(charging ? -size.chargeW() : size.dischargeW(), dtS);
  }

  private double exchange(double wantedW, double dtS) {
    double acW = withinCells(wantedW, dtS);
    power.force(acW);
    double hours = dtS / 3_600;
    if (acW > 0) {
      storedWh -= acW / size.efficiency() * hours;
      dischargedWh += acW * hours;
    } else {
      storedWh -= acW * size.efficiency() * hours;
      chargedWh -= acW * hours;
    }
    storedWh -= standbyW(hours) * hours;
    return acW;
  }

  /** Near the lower limit the electronics sleep, so that idling never empties the cells. */
  private double standbyW(double hours) {
    double sleepWh = minWh() + size.capacityWh() * SLEEP_MARGIN_PCT / 100;
    return Math.min(STANDBY_W, Math.max(0, storedWh - sleepWh) / hours);
  }

  private double withinCells(double acW, double dtS) {
    double hours = dtS / 3_600;
    double mostW = Math.max(0, storedWh - minWh()) / hours * size.efficiency();
    double leastW = -Math.max(0, maxWh() - storedWh) / hours / size.efficiency();
    return Math.clamp(acW, leastW, mostW);
  }

  private double minWh() {
    return size.capacityWh() * size.minSocPct() / 100;
  }

  private double maxWh() {
    return size.capacityWh() * size.maxSocPct() / 100;
  }

  /** Power at the AC side, W, positive = discharge. */
  public double powerW() {
    return power.value();
  }

  /** Energy in the cells, Wh. */
  public double storedWh() {
    return storedWh;
  }

  /** State of charge, percent of usable capacity. */
  public double socPct() {
    return 100 * storedWh / size.capacityWh();
  }

  /** Energy taken from the bus since the start, Wh. */
  public double chargedWh() {
    return chargedWh;
  }

  /** Energy given to the bus since the start, Wh. */
  public double dischargedWh() {
    return dischargedWh;
  }

  /** Cell temperature, °C; warmer while power flows. */
  public double temperatureC() {
    return 22 + 6 * Math.abs(power.value()) / size.dischargeW();
  }

  /** Whether the remote setpoint is obeyed. */
  public boolean remote() {
    return remote;
  }

  /** Setpoint as last accepted, W, positive = discharge. */
  public double commandW() {
    return commandW;
  }

  /** Heartbeat register as last written. */
  public int heartbeat() {
    return heartbeat;
  }

  public State state() {
    if (fellBack) {
      return State.FALLBACK;
    }
    if (Math.abs(power.value()) < IDLE_BAND_W) {
      return State.IDLE;
    }
    return power.value() > 0 ? State.DISCHARGING : State.CHARGING;
  }
}
