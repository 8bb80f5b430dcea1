package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.plan.PlanRequest.EvRequest;
import io.spikewatt.controller.plan.PlanRequest.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All loads of a request that have a deadline.
 *
 * @param cars plugged-in cars that can be planned, the most important first
 * @param expected cars that may come within the horizon
 * @param jobs of compute clusters, which are shifted as load
 */
record DeferrableLoads(List<EvPlan> cars, List<EvPlan> expected, List<DeferrableLoad> jobs) {

  private static final double MOST_KW = 1e6;

  /**
   * Deferrable loads of a request.
   *
   * @param unmetRequests receives needs that cannot be planned
   * @param jobShortPerKwh price of a kWh above which a job stays unmet
   * @param habits of cars
   */
  static DeferrableLoads of(
      PlanModel model,
      PlanRequest request,
      Instant horizonEnd,
      double jobShortPerKwh,
      EvHabits habits,
      UnmetRequests unmetRequests) {
    Instant now = request.now().instant();
    List<EvPlan> cars = new ArrayList<>();
    for (EvRequest need : request.evs()) {
      ChargingPoint charger = model.chargers().get(need.id());
      if (charger != null && EvPlan.plannable(need, charger, now)) {
        cars.add(EvPlan.of(need, charger));
      } else if (!(need.targetPct() <= need.socPct())) {
        unmetRequests.refuse(need.id());
      }
    }
    cars.sort(EvPlan.FIRST);
    List<DeferrableLoad> jobs = new ArrayList<>();
    for (JobRequest need : request.jobs()) {
      if (need.leftWh() > 0 && need.leftWh() < 1e12 && need.by().isAfter(now)) {
        double maxKw = Math.clamp(need.aboveMinW() / 1000, 0, MOST_KW);
        double hoursLater = Duration.between(horizonEnd, need.by()).toMillis() / 3_600_000.0;
        double laterKwh = maxKw * Math.max(0, hoursLater);
        jobs.add(
            new DeferrableLoad(
                need.id(), need.leftWh() / 1000, maxKw, need.by(), laterKwh, jobShortPerKwh));
      }
    }
    List<EvPlan> expected = expected(model, request, horizonEnd, habits);
    return new DeferrableLoads(List.copyOf(cars), expected, List.copyOf(jobs));
  }

  /** The next car of each charger, the earliest first. */
  private static List<EvPlan> expected(
      PlanModel model, PlanRequest request, Instant horizonEnd, EvHabits habits) {
    List<EvPlan> expected = new ArrayList<>();
    model
        .chargers()
        .forEach(
            (id, charger) -> {
              Instant free =
                  request.evs().stream()
                      .filter(wish -> wish.id().equals(id))
                      .map(EvRequest::departure)
                      .filter(request.now().instant()::isBefore)
                      .findFirst()
                      .orElse(request.now().instant());
              habits
                  .next(id, free)
                  .filter(next -> next.comes().isBefore(horizonEnd))
                  .filter(next -> EvPlan.plannable(next.wish(), charger, next.comes()))
                  .map(next -> EvPlan.of(next.wish(), charger, Optional.of(next.comes())))
                  .ifPresent(expected::add);
            });
    expected.sort(
        Comparator.comparing((EvPlan car) -> car.comes().orElseThrow()).thenComparing(EvPlan::id));
    return List.copyOf(expected);
  }

  /** Cars with levels of their own: plugged-in ones before expected ones. */
  List<EvPlan> withLevels(int most) {
    return Stream.concat(cars.stream(), expected.stream()).limit(most).toList();
  }

  /** Loads to shift, the cars first. */
  List<DeferrableLoad> works(int carsWithLevels) {
    List<DeferrableLoad> works =
        new ArrayList<>(cars.stream().skip(carsWithLevels).map(EvPlan::work).toList());
    works.addAll(jobs);
    return works;
  }
}
