package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/**
 * Input of one decision.
 *
 * @param state measured and estimated state of the plant
 * @param plan a valid plan to follow; empty = by rule
 * @param limits at the grid connection
 * @param requests requests from outside for single devices
 * @param aim control target of the grid exchange
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

  /** Control target of the grid exchange. */
  enum Aim {
    /** Follows the net load by plan or by rule. */
    FOLLOW,
    /**
     * The same between two cycles: only the power at the grid connection is newer, and nothing
     * learns from it.
     */
    FOLLOW_BETWEEN,
    /** Drives the exchange to 0. */
    ZERO_EXCHANGE,
    /** The same before a separation, for which the reserve is kept: batteries may use it. */
    SEPARATE,
    /**
     * Just connected: batteries count with their measured power, so that PV and EVs return no
     * faster than batteries answer.
     */
    RECONNECT
  }

  boolean between() {
    return aim == Aim.FOLLOW_BETWEEN;
  }

  boolean zeroExchange() {
    return aim == Aim.ZERO_EXCHANGE || aim == Aim.SEPARATE;
  }

  /** True if a negative price of import switches PV and wind off; an aim of its own needs them. */
  boolean stopsSources() {
    return limits.price().stopsSources() && !zeroExchange();
  }

  /**
   * Power at the grid connection.
   *
   * @throws IllegalStateException if it is not known; the net load is not controlled then
   */
  Estimate.Known grid() {
    if (state.gridW() instanceof Estimate.Known known) {
      return known;
    }
    throw new IllegalStateException("power at the grid connection unknown");
  }

  /** The limit that is exceeded now; empty = none, or the power is not known. */
  Optional<Reason> exceeded() {
    if (!(state.gridW() instanceof Estimate.Known known)) {
      return Optional.empty();
    }
    return importExceeded()
        ? Optional.of(Reason.IMPORT_LIMIT)
        : -known.value() > limits.exportW() ? Optional.of(Reason.EXPORT_LIMIT) : Optional.empty();
  }

  /** True if the known power at the grid connection is beyond the import limit. */
  boolean importExceeded() {
    return state.gridW() instanceof Estimate.Known known && known.value() > limits.importW();
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
