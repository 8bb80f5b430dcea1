package io.spikewatt.simulator.physics;

/**
 * A generating set with a controller of its own: started by a request, it is at voltage 15 s later,
 * carries the island's load and charges the battery with the rest.
 */
public final class Genset {

  private static final long START_NANOS = 15_000_000_000L;

  /** Highest load of the genset while it charges a battery. */
  private static final double ECONOMIC_SHARE = 0.85;

  private final double ratedW;
  private final ExpiringSetpoint order = new ExpiringSetpoint(0);
  private long orderedNanos;
  private boolean broken;
  private boolean deaf;
  private boolean running;
  private double powerW;

  Genset(double ratedW) {
    this.ratedW = ratedW;
  }

  /** 1 requests a run; dropped after a minute without a rewrite. */
  public void order(long nowNanos, double value) {
    if (value >= 0.5 != order.value() >= 0.5) {
      orderedNanos = nowNanos;
    }
    order.write(nowNanos, value);
  }

  /** A fault: it does not start, and stops if it runs. */
  public void setBroken(boolean broken) {
    this.broken = broken;
  }

  /** A fault: the genset keeps its state and ignores requests. */
  public void setDeaf(boolean deaf) {
    this.deaf = deaf;
  }

  void step(long nowNanos) {
    order.expire(nowNanos);
    powerW = 0;
    if (deaf && !broken) {
      return;
    }
    boolean ordered = order.value() >= 0.5 && !broken;
    running = ordered && (running || nowNanos - orderedNanos >= START_NANOS);
  }

  /**
   * Carries its part of an island's load.
   *
   * @param neededW power missing without it, W
   * @param chargeRoomW charging power that the battery can take, W
   */
  double carry(double neededW, double chargeRoomW) {
    double economicW = Math.min(neededW + chargeRoomW, ECONOMIC_SHARE * ratedW);
    powerW = Math.clamp(Math.max(neededW, economicW), 0, availableW());
    return powerW;
  }

  double availableW() {
    return running ? ratedW : 0;
  }

  public boolean running() {
    return running;
  }

  /** Power into the bus, W, positive. */
  public double powerW() {
    return powerW;
  }

  public double order() {
    return order.value();
  }
}
