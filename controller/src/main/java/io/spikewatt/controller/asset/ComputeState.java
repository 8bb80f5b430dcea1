package io.spikewatt.controller.asset;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param powerW W, consumption negative
 * @param job work that is to be done by a time
 */
public record ComputeState(String id, Estimate powerW, Optional<Job> job) implements AssetState {

  @Override
  public BalanceTerm term() {
    return BalanceTerm.COMPUTE;
  }

  @Override
  public List<StateDetail> details() {
    StateDetail power = new StateDetail.Quantity("powerW", powerW);
    return job.map(one -> List.of(power, one.detail())).orElse(List.of(power));
  }

  /** A cluster without a job. */
  public ComputeState(String id, Estimate powerW) {
    this(id, powerW, Optional.empty());
  }

  /**
   * What is left of a cluster's job.
   *
   * @param energyWh all of it, Wh above the cluster's minimum
   * @param leftWh what is not done, Wh, {@code > 0}
   * @param by when it is due, UTC
   * @param maxW largest power of the cluster for it, W
   * @param uncountedS for how long the power was not known, so that nothing was counted, s
   */
  public record Job(double energyWh, double leftWh, Instant by, double maxW, double uncountedS) {

    private StateDetail detail() {
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
}
