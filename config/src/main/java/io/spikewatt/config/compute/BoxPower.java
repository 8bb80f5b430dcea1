package io.spikewatt.config.compute;

import java.util.OptionalDouble;

/**
 * Powers of a compute box, W.
 *
 * @param minW draw with everything held back, {@code >= 0}; a measured one replaces it
 * @param maxW draw at full work, {@code > minW}
 * @param safeW budget while no budget is known, from 0 to {@code maxW}
 * @param rampWPerMin largest change of the budget in force, W a minute, {@code > 0}; empty = at
 *     once
 */
public record BoxPower(double minW, double maxW, double safeW, OptionalDouble rampWPerMin) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public BoxPower {
    if (!(minW >= 0 && minW < maxW && safeW >= 0 && safeW <= maxW)
        || !(rampWPerMin.orElse(1) > 0)) {
      throw new IllegalArgumentException(
          "expected 0 <= min < max, 0 <= safe <= max and a ramp > 0, found %s %s %s %s"
              .formatted(minW, maxW, safeW, rampWPerMin));
    }
  }

  /** Power between nothing and everything, W. */
  public double spanW() {
    return maxW - minW;
  }

  /** Share of the work that a power allows if work is proportional above the floor, 0 to 1. */
  public double share(double powerW) {
    return Math.clamp((powerW - minW) / spanW(), 0, 1);
  }
}
