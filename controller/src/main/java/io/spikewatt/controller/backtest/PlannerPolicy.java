package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Ev;
import io.spikewatt.controller.backtest.Scenario.Job;
import io.spikewatt.controller.backtest.Scenario.Session;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import io.spikewatt.controller.plan.SlotGrid;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Does in each step what the daemon's planner plans for it. */
final class PlannerPolicy implements Policy {

  /** Ages of an outage told apart, where there are no cars. */
  private static final int MOST_AGES = 12;

  private final Scenario scenario;
  private final SlotGrid slots;
  private final StepForecaster forecaster;
  private final Planner planner;
  private final Settlement settlement;
  private Optional<GivenLevels> given = Optional.empty();

  /** Levels of import, kW by month, beyond which a kWh costs as much more as a peak would. */
  private record GivenLevels(MonthPeaks months, double[] kw) {}

  /**
   * The planner on its own forecasts. Each storage beside the first and each age of an outage
   * multiplies the work, so there are fewer error classes then.
   */
  static PlannerPolicy product(Scenario scenario, boolean announced) {
    int classes =
        switch (scenario.evs().size()) {
          case 0 -> announced ? 11 : 7;
          case 1 -> 5;
          default -> 3;
        };
    int ages = announced ? 0 : scenario.evs().isEmpty() ? MOST_AGES : 1;
    int horizon = ScenarioSite.slots(scenario).most();
    StepForecaster forecasts = new OwnForecasts(scenario, horizon, classes, announced, ages);
    return new PlannerPolicy(
        scenario, forecasts, ScenarioSite.resolution(false, classes, ages), true);
  }

  /** The planner on the true future. */
  static PlannerPolicy oracle(Scenario scenario) {
    return certain(scenario, true);
  }

  /** The planner on the true future of a time after which life goes on. */
  static PlannerPolicy hindsight(Scenario scenario) {
    return certain(scenario, false);
  }

  private static PlannerPolicy certain(Scenario scenario, boolean ends) {
    StepForecaster future = new TrueFuture(scenario, ScenarioSite.slots(scenario).most());
    return new PlannerPolicy(scenario, future, ScenarioSite.resolution(true, 1, 0), ends);
  }

  private PlannerPolicy(
      Scenario scenario,
      StepForecaster forecaster,
      PlannerSettings.Resolution resolution,
      boolean ends) {
    this.scenario = scenario;
    this.slots = ScenarioSite.slots(scenario);
    this.forecaster = forecaster;
    this.settlement = new Settlement(scenario);
    this.planner =
        new Planner(
            ScenarioSite.model(scenario),
            new PlannerSettings(
                slots,
                resolution,
                Settlement.supply(scenario),
                ScenarioSite.penalties(scenario),
                ends));
  }

  /** The same policy, with levels of import that it keeps as far as they pay. */
  PlannerPolicy keeping(MonthPeaks months, double[] levelKw) {
    given = Optional.of(new GivenLevels(months, levelKw.clone()));
    return this;
  }

  @Override
  public void decide(int t, Plant plant, Flows flows) {
    StepForecast ahead = forecaster.forecast(t);
    switch (planner.plan(request(t, plant, ahead), ahead.outages())) {
      case PlanResult.Made made -> take(made.plan(), flows);
      case PlanResult.Failed failed -> throw new IllegalStateException(failed.reason());
    }
    plant.limit(t, flows);
    settlement.settle(t, flows);
  }

  private void take(Plan plan, Flows flows) {
    flows.battery(plan.schedule().batteryW()[0] / 1000);
    for (int i = 0; i < scenario.evs().size(); i++) {
      double[] watts = plan.schedule().carW().get(scenario.evs().get(i).name());
      flows.ev(i, watts == null ? 0 : watts[0] / 1000);
    }
    plan.jobs().forEach((id, job) -> flows.jobKw[Integer.parseInt(id)] = job.aboveMinW()[0] / 1000);
  }

  private Instant start(int t) {
    return StepForecast.start(scenario, t);
  }

  private PlanRequest request(int t, Plant plant, StepForecast ahead) {
    Instant start = start(t);
    double capacity = scenario.battery().capacityKwh();
    double storedPct = capacity > 0 ? Math.clamp(100 * plant.storedKwh() / capacity, 0, 100) : 0;
    return new PlanRequest(
        new Moment(1_000_000L * start.toEpochMilli(), start),
        ahead.ahead(),
        OptionalDouble.of(storedPct),
        cars(plant),
        limits(),
        peak(t),
        ahead.prices(),
        jobs(t, plant));
  }

  private PlanRequest.Limits limits() {
    return scenario
        .grid()
        .map(grid -> new PlanRequest.Limits(1000 * grid.importMaxKw(), 1000 * grid.exportMaxKw()))
        .orElse(new PlanRequest.Limits(0, 0));
  }

  private PlanRequest.Peak peak(int t) {
    if (given.isEmpty()) {
      return PlanRequest.Peak.NONE;
    }
    MonthPeaks months = given.get().months();
    double[] watts = new double[slots.most()];
    for (int k = 0; k < watts.length; k++) {
      boolean counts = t + k < months.slots();
      watts[k] = counts ? 1000 * given.get().kw()[months.month(t + k)] : Double.POSITIVE_INFINITY;
    }
    double perKwh = months.perKw(months.month(t)) / scenario.stepHours();
    return new PlanRequest.Peak(
        0, OptionalDouble.empty(), Optional.of(new PlanRequest.Level(watts, perKwh)));
  }

  private List<PlanRequest.EvWish> cars(Plant plant) {
    List<PlanRequest.EvWish> cars = new ArrayList<>();
    for (int i = 0; i < scenario.evs().size(); i++) {
      if (plant.present(i)) {
        Ev ev = scenario.evs().get(i);
        Session session = plant.session(i);
        double capacity = ev.storage().capacityKwh();
        cars.add(
            new PlanRequest.EvWish(
                ev.name(),
                Math.clamp(100 * plant.evKwh(i) / capacity, 0, 100),
                100 * session.socRequired(),
                100 * ev.storage().socMax(),
                1000 * capacity,
                start(session.depart())));
      }
    }
    return cars;
  }

  private List<PlanRequest.JobWish> jobs(int t, Plant plant) {
    List<PlanRequest.JobWish> jobs = new ArrayList<>();
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        Job job = scenario.jobs().get(j);
        jobs.add(
            new PlanRequest.JobWish(
                String.valueOf(j),
                1000 * plant.jobLeftKwh(j),
                1000 * job.maxKw(),
                start(job.latest())));
      }
    }
    return jobs;
  }
}
