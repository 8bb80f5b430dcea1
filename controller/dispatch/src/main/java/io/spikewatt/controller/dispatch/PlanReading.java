package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.LoadPlan;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlannedJob;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The plan in force, read for one moment.
 *
 * @param plan empty = there is none
 * @param batteryPct state of charge of the batteries together, percent
 * @param now the moment
 */
record PlanReading(Optional<Plan> plan, double batteryPct, Moment now) {

  /** Prices of the running slot and the value of stored energy; empty without a plan. */
  Optional<EnergyPrices> prices(PlantState state) {
    return plan.map(p -> prices(p, levels(p, state.assets().all()), now));
  }

  /**
   * The same for a given plan.
   *
   * @param levels of the storages with a table, by id, as the plan's values take them
   */
  static EnergyPrices prices(Plan plan, Map<String, Double> levels, Moment now) {
    int slot = plan.slotAt(now.instant());
    return new EnergyPrices(
        plan.values().perKwh(AssetSeries.BATTERY, now.instant(), levels),
        plan.schedule().importPerKwh()[slot],
        plan.schedule().exportPerKwh()[slot]);
  }

  /** Levels of the batteries and of the loads that the plan has a table for, where known. */
  private Map<String, Double> levels(Plan plan, Collection<? extends AssetState> assets) {
    Map<String, Double> levels = new HashMap<>();
    levels.put(AssetSeries.BATTERY, batteryPct);
    for (AssetState asset : assets) {
      if (plan.values().has(asset.id())) {
        asset.level().ifKnown().ifPresent(level -> levels.put(asset.id(), level));
      }
    }
    return levels;
  }

  /** Its part for one load; empty without a plan. */
  Optional<LoadPlan> of(AssetState load) {
    return plan.map(
        p ->
            new LoadPlan(
                storedPerKwh(p, load),
                Optional.ofNullable(p.jobs().get(load.id())).map(job -> work(p, job)),
                instant -> isCheapestUntil(p, instant)));
  }

  private OptionalDouble storedPerKwh(Plan p, AssetState load) {
    return load.level().isKnown() && p.values().has(load.id())
        ? OptionalDouble.of(p.values().perKwh(load.id(), now.instant(), levels(p, List.of(load))))
        : OptionalDouble.empty();
  }

  private LoadPlan.Work work(Plan p, PlannedJob job) {
    return new LoadPlan.Work(job.aboveMinW()[p.slotAt(now.instant())], job.perKwh());
  }

  private boolean isCheapestUntil(Plan p, Instant until) {
    int first = p.slotAt(now.instant());
    int last = p.slotAt(until);
    double[] prices = p.schedule().importPerKwh();
    double least = prices[first];
    for (int k = first; k <= last; k++) {
      least = Math.min(least, prices[k]);
    }
    return prices[first] <= least + 1e-9;
  }
}
