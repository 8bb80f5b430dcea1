package io.spikewatt.simulator.physics;

/** A site's transfer switch, genset and second shed relay, and whether its bus has gone dark. */
public final class IslandGear {

  /** Longest shortage before the grid former trips. */
  private static final long TRIP_NANOS = 5_000_000_000L;

  /** A tripped grid former tries again after this long. */
  private static final long RESTART_NANOS = 60_000_000_000L;

  private static final double SHORT_W = 50;

  private final IslandParts parts;
  private final TransferSwitch transferSwitch = new TransferSwitch();
  private final Genset genset;
  private final ExpiringSetpoint shed = new ExpiringSetpoint(0);
  private boolean dark;
  private long shortSinceNanos = -1;
  private long darkSinceNanos;

  IslandGear(IslandParts parts) {
    this.parts = parts;
    this.genset = new Genset(parts.gensetW());
  }

  public TransferSwitch transferSwitch() {
    return transferSwitch;
  }

  public Genset genset() {
    return genset;
  }

  /**
   * Sets a request to genset, transfer switch or relay.
   *
   * @param value 1 = to run, to stay separated, to shed the second load; dropped after a minute
   *     without a rewrite
   */
  void order(PlantWrite.Device device, long nowNanos, double value) {
    switch (device) {
      case GENSET -> genset.order(nowNanos, value);
      case TRANSFER_SWITCH -> transferSwitch.order(nowNanos, value);
      case SECOND_RELAY -> shed.write(nowNanos, value);
      default -> throw new IllegalArgumentException(device + " is no gear of an island");
    }
  }

  public boolean isShed() {
    return shed.value() >= 0.5;
  }

  void step(long nowNanos, boolean gridUp) {
    shed.expire(nowNanos);
    transferSwitch.step(nowNanos, gridUp);
    genset.step(nowNanos);
    if (!transferSwitch.separated()) {
      dark = false;
      shortSinceNanos = -1;
    }
  }

  /** Demand of the second load, W, positive. */
  double secondLoadW() {
    return isShed() ? 0 : parts.secondLoadW();
  }

  /** Whether the island's bus has no voltage. */
  public boolean dark() {
    return dark;
  }

  /** Records the unserved power of this step; the bus collapses if it lasts too long. */
  void judge(long nowNanos, double shortW) {
    if (shortW < SHORT_W) {
      shortSinceNanos = -1;
      return;
    }
    if (shortSinceNanos < 0) {
      shortSinceNanos = nowNanos;
    }
    if (nowNanos - shortSinceNanos >= TRIP_NANOS) {
      trip(nowNanos);
    }
  }

  void trip(long nowNanos) {
    dark = true;
    darkSinceNanos = nowNanos;
    shortSinceNanos = -1;
  }

  /**
   * Restarts a dark bus if a source can carry its load.
   *
   * @param pickUpW initial load, W
   * @param batteryW available power of the battery, W
   */
  void restart(long nowNanos, double pickUpW, double batteryW) {
    boolean byBattery = nowNanos - darkSinceNanos >= RESTART_NANOS && batteryW > pickUpW;
    if (genset.availableW() > pickUpW || byBattery) {
      dark = false;
    } else if (nowNanos - darkSinceNanos >= RESTART_NANOS) {
      darkSinceNanos = nowNanos;
    }
  }
}
