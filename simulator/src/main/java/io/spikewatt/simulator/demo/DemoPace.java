package io.spikewatt.simulator.demo;

import java.time.Duration;

/**
 * Timing of the controller on a day that runs faster than real time.
 *
 * @param cycle period of the control cycle, simulated
 * @param allowance how long a limit may be exceeded: reading, deciding and writing take up to two
 *     cycles, the battery's dead time and settling come on top
 * @param telemetry time between two telemetry messages of a device
 */
record DemoPace(Duration cycle, Duration allowance, Duration telemetry) {

  /** Shortest real time of a cycle: a cycle over all protocols takes a few milliseconds. */
  private static final double REAL_CYCLE_S = 0.010;

  /** Dead time and settling of the simulated battery, and a second for the last ramp. */
  private static final Duration RESPONSE = Duration.ofMillis(1_600 + 3_800 + 1_000);

  /** Longest cycle with which a compute agent, which drops a budget after 10 s, is served. */
  private static final Duration AGENTS_CYCLE = Duration.ofSeconds(3);

  /** Whether the cluster is run by an agent; at a higher speed by its PLC. */
  boolean hasAgent() {
    return cycle.compareTo(AGENTS_CYCLE) <= 0;
  }

  static DemoPace at(double speed) {
    Duration cycle =
        Duration.ofMillis(Math.max(1_000, Math.round(speed * REAL_CYCLE_S * 10) * 100));
    return new DemoPace(cycle, RESPONSE.plus(cycle.multipliedBy(2)), cycle.multipliedBy(10));
  }
}
