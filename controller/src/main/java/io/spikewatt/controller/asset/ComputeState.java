package io.spikewatt.controller.asset;

import java.time.Instant;
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
  public record Job(double energyWh, double leftWh, Instant by, double maxW, double uncountedS) {}
}
