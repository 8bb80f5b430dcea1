package io.spikewatt.simulator.physics;

import java.time.Duration;

/** Counts how long and how far one limit is exceeded. */
final class LimitTally {

  private final double allowanceS;
  private final double toleranceW;
  private int episodes;
  private int beyond;
  private double currentS;
  private double longestS;
  private double totalS;
  private double energyWh;
  private double worstW;

  /**
   * @param allowance an episode up to this long is the devices' own response time
   * @param toleranceW power above the limit that is still within it: the meter's own error
   */
  LimitTally(Duration allowance, double toleranceW) {
    this.allowanceS = allowance.toNanos() / 1e9;
    this.toleranceW = toleranceW;
  }

  /** A step during which the limit was exceeded by {@code aboveW}, negative if kept. */
  void step(double aboveW, double dtS) {
    if (aboveW <= toleranceW) {
      currentS = 0;
      return;
    }
    if (currentS == 0) {
      episodes++;
    }
    // Half a nanosecond of slack, since tenths of a second do not add up exactly.
    boolean wasBeyond = currentS > allowanceS + 5e-10;
    currentS += dtS;
    if (!wasBeyond && currentS > allowanceS + 5e-10) {
      beyond++;
    }
    longestS = Math.max(longestS, currentS);
    totalS += dtS;
    energyWh += aboveW * dtS / 3_600;
    worstW = Math.max(worstW, aboveW);
  }

  /** The limit does not apply now. */
  void pause() {
    currentS = 0;
  }

  LimitViolations result() {
    return new LimitViolations(
        episodes, beyond, duration(longestS), duration(totalS), energyWh, worstW);
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
