package io.spikewatt.controller.asset;

import java.time.Duration;

/**
 * Drive of a storage that only consumes electricity: its powers, its efficiency and the cost and
 * times of its transitions. Slots count as in {@link ThermalStorage}.
 *
 * @param power powers at which it can run
 * @param heatPerKwh by slot, heat from a kWh of electricity (coefficient of performance), {@code >
 *     0}
 * @param startCost price of a start, currency
 * @param minRun least time from a start to a stop
 * @param minPause least time from a stop to a start
 * @param now activity when the plan begins
 */
public record Actuator(
    Power power,
    double[] heatPerKwh,
    double startCost,
    Duration minRun,
    Duration minPause,
    Activity now) {

  /** Powers at which it can run, electric; it can also be off. */
  public sealed interface Power {

    /** Largest power, W. */
    double mostW();
  }

  /**
   * Any power between two.
   *
   * @param leastW {@code >= 0}
   * @param mostW {@code >= leastW}
   */
  public record Modulating(double leastW, double mostW) implements Power {}

  /**
   * A few powers, such as those of SG-Ready states.
   *
   * @param watts ascending, each {@code > 0}, at least one; readers must not change it
   */
  public record Levels(double[] watts) implements Power {
    @Override
    public double mostW() {
      return watts[watts.length - 1];
    }
  }

  /**
   * Whether it runs, and for how long that has been so.
   *
   * @param since unknown counts as long ago
   */
  public record Activity(boolean runs, Duration since) {}
}
