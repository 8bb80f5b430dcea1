package io.spikewatt.simulator.physics;

import java.time.Instant;

/**
 * How the car left.
 *
 * @param at when
 * @param requiredPct requested state of charge, percent
 * @param reachedPct state of charge it left with, percent
 */
public record EvDeparture(Instant at, double requiredPct, double reachedPct) {

  /** Whether the car reached the requested charge, to a hundredth of a percent. */
  public boolean ready() {
    return reachedPct >= requiredPct - 0.01;
  }
}
