package io.spikewatt.controller.plan;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares the plan of a site with that of a supposed one. Both are made by equal planners, from
 * the same forecasts; the planner in use learns from neither. Confined to the planner's thread or
 * lock. The present plan is made once and used again.
 */
public final class WhatIf {

  private final Planner planner;
  private final PlanRequest request;
  private final OutageRates outages;
  private final PlanModel model;
  private final Function<PlanModel, Planner> fresh;
  private Optional<PlanResult> present = Optional.empty();
  private Optional<PlanResult> presentAnew = Optional.empty();

  /**
   * @param planner that plans for {@code model}
   * @param request of its newest plan
   * @param outages likewise
   * @param fresh a planner of another model that remembers nothing
   */
  public WhatIf(
      Planner planner,
      PlanRequest request,
      OutageRates outages,
      PlanModel model,
      Function<PlanModel, Planner> fresh) {
    this.planner = planner;
    this.request = request;
    this.outages = outages;
    this.model = model;
    this.fresh = fresh;
  }

  /** A comparison, or the reason why there is none. */
  public sealed interface Answer {

    /**
     * Two plans over the same slots.
     *
     * @param present of the site as it is
     * @param supposed of the supposed site
     */
    record Compared(Plan present, Plan supposed) implements Answer {

      /** Difference of the expected bills over the horizon, currency; positive = dearer. */
      public double billMore() {
        return supposed.expectedCost() - present.expectedCost();
      }

      /**
       * Energy that is in the batteries at the horizon's end beyond that of now, percent points.
       */
      public double storedMorePct() {
        return endPct(supposed) - endPct(present);
      }

      /** Difference of the energies imported, kWh. */
      public double importMoreKwh() {
        return importKwh(supposed) - importKwh(present);
      }

      /** Difference of the largest imports of a slot, W. */
      public double peakMoreW() {
        return peakW(supposed) - peakW(present);
      }

      private static double endPct(Plan plan) {
        return last(plan)
            .asset(AssetSeries.BATTERY)
            .map(AssetSeries::level)
            .filter(level -> level.length > 0)
            .map(level -> level[level.length - 1])
            .orElse(0.0);
      }

      private static PlanSchedule last(Plan plan) {
        return plan.later().orElse(plan.schedule());
      }

      private static double importKwh(Plan plan) {
        double hours = plan.slot().toMillis() / 3.6e6;
        double later = plan.later().map(PlanSchedule::gridW).map(WhatIf::positive).orElse(0.0);
        return (positive(plan.schedule().gridW()) * hours + later) / 1000;
      }

      private static double peakW(Plan plan) {
        return Arrays.stream(plan.schedule().gridW()).max().orElse(0);
      }
    }

    /** {@code why}: a reason in words. */
    record Refused(String why) implements Answer {}
  }

  private static double positive(double[] watts) {
    return Arrays.stream(watts).filter(w -> w > 0).sum();
  }

  /** The comparison with a supposed site. */
  public Answer of(Supposition supposition) {
    Optional<String> fault = supposition.fault(request);
    if (fault.isPresent()) {
      return new Answer.Refused(fault.get());
    }
    PlanModel supposed = supposition.of(model);
    PlanRequest asked = supposition.of(request, supposed);
    PlanResult other =
        supposition.changesModel()
            ? fresh.apply(supposed).suppose(asked, outages)
            : planner.suppose(asked, outages);
    return switch (present(supposition.changesModel())) {
      case PlanResult.Failed failed -> new Answer.Refused(failed.reason());
      case PlanResult.Made now ->
          switch (other) {
            case PlanResult.Failed failed -> new Answer.Refused(failed.reason());
            case PlanResult.Made made -> new Answer.Compared(now.plan(), made.plan());
          };
    };
  }

  /** {@code anew}: by a planner that remembers nothing, like that of another model. */
  private PlanResult present(boolean anew) {
    Optional<PlanResult> known = anew ? presentAnew : present;
    PlanResult result =
        known.orElseGet(() -> (anew ? fresh.apply(model) : planner).suppose(request, outages));
    if (anew) {
      presentAnew = Optional.of(result);
    } else {
      present = Optional.of(result);
    }
    return result;
  }
}
