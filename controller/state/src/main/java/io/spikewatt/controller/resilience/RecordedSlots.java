package io.spikewatt.controller.resilience;

import java.time.Duration;

/**
 * Record of a site, slot by slot; NaN = unknown, which never counts as 0.
 *
 * @param step length of a slot
 * @param usableWh energy in the batteries above their lowest permitted charge, Wh
 * @param loadW consumption that an island must carry, W, positive
 * @param pvW production of PV and wind, W
 */
public record RecordedSlots(Duration step, double[] usableWh, double[] loadW, double[] pvW) {

  public RecordedSlots {
    if (usableWh.length != loadW.length || loadW.length != pvW.length) {
      throw new IllegalArgumentException("series of one length are needed");
    }
  }

  int length() {
    return loadW.length;
  }
}
