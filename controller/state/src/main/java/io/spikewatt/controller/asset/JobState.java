package io.spikewatt.controller.asset;

import java.time.Instant;
import java.util.List;

/**
 * Work that a load has to do by a time, and what is left of it.
 *
 * @param energyWh all of it, Wh above the load's least power
 * @param leftWh what is not done, Wh, {@code > 0}
 * @param by when it is due, UTC
 * @param maxW largest power of the load for it, W
 * @param uncountedS for how long the power was not known, so that nothing was counted, s
 */
public record JobState(double energyWh, double leftWh, Instant by, double maxW, double uncountedS) {

  /** What stays the same as it makes progress. */
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
