package io.spikewatt.controller.limit;

import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;

/**
 * Widens the permitted exchange with the grid step by step after an island. Has no side effects.
 */
public final class ReconnectionRamp {

  private ReconnectionRamp() {}

  /**
   * The limits while the site reconnects. Uncontrolled load counts at once, as far as the true
   * limit allows: a ramp is no reason to shed.
   *
   * @param limits the true limits
   * @param rampSince since when the site is connected
   * @param length duration of the ramp
   */
  public static GridLimits limits(
      GridLimits limits, PlantState state, Moment rampSince, Duration length) {
    double share =
        Math.clamp((double) state.at().since(rampSince).toNanos() / length.toNanos(), 0, 1);
    double loadW = state.loadW().ifKnown().orElse(limits.importW());
    return new GridLimits(
        Math.min(limits.importW(), Math.max(0, loadW) + share * limits.importW()),
        share * limits.exportW(),
        limits.importWhy(),
        limits.exportWhy(),
        limits.dimmed(),
        limits.peakW(),
        limits.storingW(),
        limits.price());
  }
}
