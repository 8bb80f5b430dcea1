package io.spikewatt.simulator.physics;

/**
 * The certified switch between site and public grid: it opens by itself when the grid fails, and
 * closes only onto a grid that has been present for a while, unless requested to stay open.
 */
public final class TransferSwitch {

  /** From an order to the movement. */
  private static final long OPERATING_NANOS = 1_000_000_000L;

  /** The grid has to be there this long before the switch synchronises and closes. */
  private static final long SYNCHRONISING_NANOS = 5_000_000_000L;

  private final ExpiringSetpoint order = new ExpiringSetpoint(0);
  private boolean separated;
  private boolean stuck;
  private long orderedNanos;
  private long gridSinceNanos;

  /** 1 requests separation; dropped after a minute without a rewrite. */
  public void order(long nowNanos, double value) {
    if (value >= 0.5 != order.value() >= 0.5) {
      orderedNanos = nowNanos;
    }
    order.write(nowNanos, value);
  }

  /** A fault: it no longer moves, except on a grid failure. */
  public void setStuck(boolean stuck) {
    this.stuck = stuck;
  }

  void step(long nowNanos, boolean gridUp) {
    order.expire(nowNanos);
    if (!gridUp) {
      gridSinceNanos = nowNanos;
      separated = true;
      return;
    }
    if (stuck || nowNanos - orderedNanos < OPERATING_NANOS) {
      return;
    }
    if (order.value() >= 0.5) {
      separated = true;
    } else if (nowNanos - gridSinceNanos >= SYNCHRONISING_NANOS) {
      separated = false;
    }
  }

  public boolean separated() {
    return separated;
  }

  public double order() {
    return order.value();
  }
}
