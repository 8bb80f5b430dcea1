package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.plan.PlanRequest.EvRequest;
import io.spikewatt.controller.plan.PlanRequest.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything of a request that has to be served by a time.
 *
 * @param cars those that can be planned; the first one gets a dimension, the others are spread
 * @param jobs of compute clusters, which are spread
 */
record DeferrableLoads(List<EvPlan> cars, List<DeferrableLoad> jobs) {

  /**
   * The request's.
   *
   * @param unmetRequests is told of what cannot be understood
   * @param peakPerKwh what the demand charge can add to a kWh; no job is left short for that
   */
  static DeferrableLoads of(
      PlanModel model,
      PlanRequest request,
      Instant horizonEnd,
      double peakPerKwh,
      UnmetRequests unmetRequests) {
    Instant now = request.now().instant();
    List<EvPlan> cars = new ArrayList<>();
    for (EvRequest wish : request.evs()) {
      Role.EvCharger charger = model.chargers().get(wish.id());
      if (charger != null && EvPlan.plannable(wish, charger, now)) {
        cars.add(EvPlan.of(wish, charger));
      } else if (!(wish.targetPct() <= wish.socPct())) {
        unmetRequests.refuse(wish.id());
      }
    }
    cars.sort(EvPlan.FIRST);
    List<DeferrableLoad> jobs = new ArrayList<>();
    for (JobRequest wish : request.jobs()) {
      if (wish.leftWh() > 0 && wish.leftWh() < 1e12 && wish.by().isAfter(now)) {
        double maxKw = Math.clamp(wish.aboveMinW() / 1000, 0, model.compute().maxKw());
        double hoursLater = Duration.between(horizonEnd, wish.by()).toMillis() / 3_600_000.0;
        double laterKwh = maxKw * Math.max(0, hoursLater);
        double shortage = PenaltyPrices.SHORTAGE + peakPerKwh;
        jobs.add(
            new DeferrableLoad(
                wish.id(), wish.leftWh() / 1000, maxKw, wish.by(), laterKwh, shortage));
      }
    }
    return new DeferrableLoads(List.copyOf(cars), List.copyOf(jobs));
  }

  /** The car with a dimension of its own. */
  Optional<EvPlan> main() {
    return cars.stream().findFirst();
  }

  /** All of it, the cars first. */
  List<DeferrableLoad> works() {
    List<DeferrableLoad> works = new ArrayList<>(cars.stream().map(EvPlan::work).toList());
    works.addAll(jobs);
    return works;
  }

  /** Whether there is work without a dimension of its own. */
  boolean spreads() {
    return cars.size() > 1 || !jobs.isEmpty();
  }
}
