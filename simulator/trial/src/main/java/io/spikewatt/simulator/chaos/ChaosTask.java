package io.spikewatt.simulator.chaos;

import java.time.Duration;

/**
 * Input of a run. Equal tasks give equal runs.
 *
 * @param seed of the site, the day and the random refusals and commands
 * @param length of virtual time
 */
public record ChaosTask(
    long seed, Duration length, FaultPlan faults, ControllerMutation controllerMutation) {

  public ChaosTask with(FaultPlan other) {
    return new ChaosTask(seed, length, other, controllerMutation);
  }

  /** The same, cut off after a time. */
  public ChaosTask until(Duration end) {
    return new ChaosTask(seed, end, faults, controllerMutation);
  }
}
