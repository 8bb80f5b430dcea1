package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantTruth;
import org.jspecify.annotations.Nullable;

/**
 * Change of load, sun and devices within a second. On a ramp the newest setpoint answers the state
 * a second ago, so a check allows for it.
 */
final class PowerChange {

  private PlantTruth.@Nullable Powers last;

  /** Sum of the changes since the call before, W, {@code >= 0}; 0 at first. */
  double next(PlantTruth.Powers now) {
    PlantTruth.Powers before = last == null ? now : last;
    last = now;
    return Math.abs(now.loadW() - before.loadW())
        + Math.abs(now.pvW() - before.pvW())
        + Math.abs(now.evW() - before.evW())
        + Math.abs(now.computeW() - before.computeW());
  }
}
