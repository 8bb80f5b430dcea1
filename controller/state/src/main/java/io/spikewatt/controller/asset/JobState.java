package io.spikewatt.controller.asset;

import java.time.Instant;
import java.util.List;

/**
 * Work of a load with a deadline, and the rest of it.
 *
 * @param energyWh all of it, Wh above the load's least power
 * @param leftWh energy still to do, Wh, {@code > 0}
 * @param by when it is due, UTC
 * @param maxW largest power of the load for it, W
 * @param uncountedS for how long the power was not known, so that nothing was counted, s
 */
public record JobState(double energyWh, double leftWh, Instant by, double maxW, double uncountedS) {

  /** Fields that progress does not change. */
  List<StateDetail> given() {
    return List.of(
        new StateDetail.Amount("energyWh", energyWh),
        new StateDetail.Time("by", by),
        new StateDetail.Amount("maxW", maxW));
  }

  StateDetail detail() {
    return new StateDetail.Group(
        "job",
        List.of(
            new StateDetail.Amount("energyWh", energyWh),
            new StateDetail.Amount("leftWh", leftWh),
            new StateDetail.Time("by", by),
            new StateDetail.Amount("maxW", maxW),
            new StateDetail.Amount("notCountedS", uncountedS)));
  }
}
