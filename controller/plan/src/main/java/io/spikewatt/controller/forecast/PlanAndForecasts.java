package io.spikewatt.controller.forecast;

import io.spikewatt.controller.plan.Plan;
import java.time.Instant;
import java.util.Optional;

/**
 * Plan, forecasts and source of the price behind a decision.
 *
 * @param plan the newest, possibly expired
 * @param forecasts the newest
 * @param priceSource where the price of the running slot is from, as the plan took it
 * @param withoutPricesSince end of the last published price, if the plan lacked one for the running
 *     slot though prices came lately; empty = it had one, or none is ever published
 */
public record PlanAndForecasts(
    Optional<Plan> plan,
    Optional<SiteForecasts> forecasts,
    PriceSource priceSource,
    Optional<Instant> withoutPricesSince) {

  /** No plan yet. */
  public static final PlanAndForecasts NONE =
      new PlanAndForecasts(
          Optional.empty(), Optional.empty(), PriceSource.TARIFF, Optional.empty());

  /** Where a price is from. */
  public enum PriceSource {
    TARIFF,
    /** From a command. */
    PUBLISHED,
    /** From a configured source. */
    SOURCE,
    /** Of the published prices' forecast. */
    FORECAST,
    /** With that objective import counts 1 and export 0, not their prices. */
    SELF_CONSUMPTION
  }

  /** The same with another plan. */
  public PlanAndForecasts with(Plan other, PriceSource source, Optional<Instant> withoutSince) {
    return new PlanAndForecasts(Optional.of(other), forecasts, source, withoutSince);
  }

  /** The same with other forecasts. */
  public PlanAndForecasts with(Optional<SiteForecasts> others) {
    return new PlanAndForecasts(plan, others, priceSource, withoutPricesSince);
  }
}
