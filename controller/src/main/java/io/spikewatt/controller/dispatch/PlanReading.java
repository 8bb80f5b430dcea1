package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.LoadPlan;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlannedJob;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the plan in force says of this moment.
 *
 * @param plan empty = there is none
 * @param batteryPct state of charge of the batteries together, percent
 * @param now the moment
 */
record PlanReading(Optional<Plan> plan, double batteryPct, Moment now) {

  /** Prices of the running slot and the value of stored energy; empty without a plan. */
  Optional<EnergyPrices> prices(PlantState state) {
    return plan.map(p -> prices(p, batteryPct, otherPct(p, state), now));
  }

  /**
   * The same for a given plan.
   *
   * @param otherPct state of charge of the planned second storage, percent
   */
  static EnergyPrices prices(Plan plan, double batteryPct, double otherPct, Moment now) {
    int slot = plan.slotAt(now.instant());
    return new EnergyPrices(
        plan.values().batteryPerKwh(now.instant(), batteryPct, otherPct),
        plan.schedule().importPerKwh()[slot],
        plan.schedule().exportPerKwh()[slot]);
  }

  /** State of charge of the load that the plan has a table for; 100 if it is not known. */
  private static double otherPct(Plan plan, PlantState state) {
    return plan.values()
        .evId()
        .flatMap(state.assets()::find)
        .map(other -> other.socPct().ifKnown().orElse(100))
        .orElse(100.0);
  }

  /** What it says of one load; empty without a plan. */
  Optional<LoadPlan> of(AssetState load) {
    return plan.map(
        p ->
            new LoadPlan(
                storedPerKwh(p, load),
                Optional.ofNullable(p.jobs().get(load.id())).map(job -> work(p, job)),
                instant -> isCheapestUntil(p, instant)));
  }

  private OptionalDouble storedPerKwh(Plan p, AssetState load) {
    OptionalDouble soc = load.socPct().ifKnown();
    return soc.isPresent() && p.values().evId().filter(load.id()::equals).isPresent()
        ? OptionalDouble.of(p.values().evPerKwh(now.instant(), batteryPct, soc.getAsDouble()))
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
