package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/**
 * What one decision starts from.
 *
 * @param state what the plant does
 * @param plan a valid plan that is to be followed; empty = by rule
 * @param limits at the grid connection
 * @param requests for single devices from outside
 * @param aim what the exchange with the grid is controlled for
 * @param now the moment of the decision
 * @param validUntil when its setpoints lapse
 */
record CycleInput(
    PlantState state,
    Optional<Plan> plan,
    GridLimits limits,
    DeviceRequests requests,
    Aim aim,
    Moment now,
    Moment validUntil) {

  /** What the exchange with the grid is controlled for. */
  enum Aim {
    /** Follows the net load by plan or by rule. */
    FOLLOW,
    /**
     * The same between two cycles: only the power at the grid connection is newer, and nothing is
     * learnt from it.
     */
    FOLLOW_BETWEEN,
    /** Drives the exchange to 0. */
    ZERO_EXCHANGE,
    /**
     * Just connected: batteries count as what they are measured to do, so that PV and EVs come back
     * no faster than batteries answer.
     */
    RECONNECT
  }

  boolean between() {
    return aim == Aim.FOLLOW_BETWEEN;
  }

  boolean zeroExchange() {
    return aim == Aim.ZERO_EXCHANGE;
  }

  /**
   * Power at the grid connection.
   *
   * @throws IllegalStateException if it is not known; nobody follows the net load then
   */
  Estimate.Known grid() {
    if (state.gridW() instanceof Estimate.Known known) {
      return known;
    }
    throw new IllegalStateException("power at the grid connection unknown");
  }

  CycleInput withAim(Aim newAim) {
    return new CycleInput(state, plan, limits, requests, newAim, now, validUntil);
  }

  CycleInput withoutPlan() {
    return new CycleInput(state, Optional.empty(), limits, requests, aim, now, validUntil);
  }

  CycleInput withLimits(GridLimits newLimits) {
    return new CycleInput(state, plan, newLimits, requests, aim, now, validUntil);
  }
}
