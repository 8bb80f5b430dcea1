package io.spikewatt.controller.asset;

import java.time.Duration;

/**
 * Powers that a load can take, and how it moves between them.
 *
 * @param baseW power that it may always take, W
 * @param leastW smallest power above that other than 0, W; 0 = any
 * @param mostW largest power, W
 * @param backW largest power that it gives back, W; 0 = it only takes
 * @param bandW changes below this are not worth a write, W
 * @param rampWPerMin by how much it may rise or fall within a minute, W; infinite = at once
 * @param dwell how long it stays on or off
 */
public record LoadRange(
    double baseW,
    double leastW,
    double mostW,
    double backW,
    double bandW,
    double rampWPerMin,
    Dwell dwell) {

  /**
   * Shortest times between switching on and off, unless a limit forbids.
   *
   * @param on minimum on-time
   * @param off minimum off-time
   * @param offUrgent minimum off-time of an urgent load
   */
  public record Dwell(Duration on, Duration off, Duration offUrgent) {
    /** Of a load that does not switch. */
    public static final Dwell NONE = new Dwell(Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  /** Power between its base and its maximum, W. */
  public double spanW() {
    return Math.max(0, mostW - baseW);
  }

  /** Whether it runs at a least power or not at all. */
  public boolean switches() {
    return leastW > 0;
  }
}
