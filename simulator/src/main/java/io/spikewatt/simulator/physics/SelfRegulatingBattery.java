package io.spikewatt.simulator.physics;

import java.time.Duration;

/**
 * A hybrid inverter's battery with a mode of its own, in which it regulates the power at the grid
 * connection to 0 by its own meter. A forced power ends by itself after its time.
 */
public final class SelfRegulatingBattery {

  private final BatteryStorage storage;
  private boolean forced;
  private double forcedW;
  private long forcedUntil;

  public SelfRegulatingBattery(SiteParameters.Battery size) {
    this.storage = new BatteryStorage(size);
    storage.setRemote(0, true);
  }

  /** Holds a power, W, positive = discharge. */
  public void force(long nowNanos, double watts, Duration lasts) {
    forced = true;
    forcedW = watts;
    forcedUntil = nowNanos + lasts.toNanos();
  }

  /** Returns to its own mode. */
  public void release() {
    forced = false;
  }

  /** Whether it holds a forced power. */
  public boolean forced() {
    return forced;
  }

  /**
   * One step.
   *
   * @param netW load − PV as its own meter sees it without the battery, W
   * @return power at the AC side, W, positive = discharge
   */
  public double step(long nowNanos, double netW, double dtS) {
    forced &= nowNanos < forcedUntil;
    storage.setPower(nowNanos, forced ? forcedW : netW);
    return storage.step(nowNanos, dtS);
  }

  /** What its cells hold and its meters show. */
  public BatteryStorage storage() {
    return storage;
  }
}
