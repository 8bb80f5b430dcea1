package io.spikewatt.controller.backtest;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.backtest.BacktestScenario.Ev;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import io.spikewatt.controller.plan.PriceLimits;
import io.spikewatt.controller.plan.SlotGrid;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Executes in each step what the daemon's planner plans for it. */
final class PlannerPolicy implements Policy {

  /** Distinguished ages of an outage, where there are no cars. */
  private static final int MOST_AGES = 12;

  private final BacktestScenario scenario;
  private final SlotGrid slots;
  private final StepForecaster forecaster;
  private final Planner planner;
  private final Settlement settlement;
  private Optional<GivenLevels> given = Optional.empty();

  /** Import levels, kW by month, above which a kWh costs as much more as a new peak would. */
  private record GivenLevels(MonthPeaks months, double[] kw) {}

  /**
   * The planner on its own forecasts. Each further storage and each age of an outage multiplies the
   * work, so that there are fewer error classes then.
   */
  static PlannerPolicy product(
      BacktestScenario scenario, OwnForecasts.Expected expected, boolean announced) {
    int classes =
        switch (scenario.evs().size()) {
          case 0 -> announced ? 11 : 7;
          case 1 -> 5;
          default -> 3;
        };
    int ages = announced ? 0 : scenario.evs().isEmpty() ? MOST_AGES : 1;
    StepForecaster forecasts = new OwnForecasts(scenario, expected, classes, announced, ages);
    return new PlannerPolicy(
        scenario, forecasts, ScenarioSite.resolution(false, classes, ages), true);
  }

  static PlannerPolicy oracle(BacktestScenario scenario) {
    return certain(scenario, true);
  }

  /** The planner on the true future of a time that does not end the operation. */
  static PlannerPolicy hindsight(BacktestScenario scenario) {
    return certain(scenario, false);
  }

  private static PlannerPolicy certain(BacktestScenario scenario, boolean ends) {
    StepForecaster future = new TrueFuture(scenario, ScenarioSite.slots(scenario).most());
    return new PlannerPolicy(scenario, future, ScenarioSite.resolution(true, 1, 0), ends);
  }

  private PlannerPolicy(
      BacktestScenario scenario,
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

  /** The same policy, with import levels that it keeps as far as they pay. */
  PlannerPolicy keeping(MonthPeaks months, double[] levelKw) {
    given = Optional.of(new GivenLevels(months, levelKw.clone()));
    return this;
  }

  @Override
  public EnergyFlows decide(int t, PlantModel plant) {
    StepForecast ahead = forecaster.forecast(t);
    DevicePowers planned =
        switch (planner.plan(request(t, plant, ahead), ahead.outages())) {
          case PlanResult.Made made -> first(made.plan());
          case PlanResult.Failed failed -> throw new IllegalStateException(failed.reason());
        };
    return settlement.settle(t, plant.limit(t, planned));
  }

  private DevicePowers first(Plan plan) {
    double[] evKw = new double[scenario.evs().size()];
    for (int i = 0; i < evKw.length; i++) {
      Optional<AssetSeries> car = plan.schedule().asset(scenario.evs().get(i).name());
      evKw[i] = car.map(series -> series.powerW()[0] / 1000).orElse(0.0);
    }
    double[] jobKw = new double[scenario.jobs().size()];
    plan.jobs().forEach((id, job) -> jobKw[Integer.parseInt(id)] = job.aboveMinW()[0] / 1000);
    double batteryKw = plan.schedule().powerW(AssetSeries.BATTERY)[0] / 1000;
    return DevicePowers.of(batteryKw, evKw, jobKw);
  }

  private Instant start(int t) {
    return StepForecast.start(scenario, t);
  }

  private PlanRequest request(int t, PlantModel plant, StepForecast ahead) {
    Instant start = start(t);
    double capacity = scenario.battery().capacityKwh();
    double storedPct = capacity > 0 ? Math.clamp(100 * plant.storedKwh() / capacity, 0, 100) : 0;
    return new PlanRequest(
        new Moment(1_000_000L * start.toEpochMilli(), start),
        ahead.ahead(),
        OptionalDouble.of(storedPct),
        cars(plant),
        limits(t),
        peak(t),
        ahead.prices(),
        new PlanRequest.FlexibleLoads(jobs(t, plant), List.of()));
  }

  private PlanRequest.Limits limits(int t) {
    return scenario
        .grid()
        .map(
            grid ->
                new PlanRequest.Limits(
                    1000 * grid.importMaxKw(), 1000 * grid.exportMaxKw(), priceLimits(t)))
        .orElse(new PlanRequest.Limits(0, 0));
  }

  /** The production that a price switches off is not in the series. */
  private PriceLimits priceLimits(int t) {
    boolean[] forbidden = scenario.series().prices().noExport();
    double[] perKwh = scenario.series().exportPrice();
    int end = Math.min(t + slots.most(), forbidden.length);
    return new PriceLimits(
        start(t),
        slots.slot(),
        IntStream.range(t, end)
            .mapToObj(
                k ->
                    forbidden[k]
                        ? new PriceLimit(OptionalDouble.of(perKwh[k]), OptionalDouble.empty())
                        : PriceLimit.NONE)
            .toList());
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

  private List<ChargingRequest> cars(PlantModel plant) {
    List<ChargingRequest> cars = new ArrayList<>();
    for (int i = 0; i < scenario.evs().size(); i++) {
      if (plant.present(i)) {
        Ev ev = scenario.evs().get(i);
        Session session = plant.session(i);
        double capacity = ev.storage().capacityKwh();
        cars.add(
            new ChargingRequest(
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

  private List<PlanRequest.JobRequest> jobs(int t, PlantModel plant) {
    List<PlanRequest.JobRequest> jobs = new ArrayList<>();
    for (int j = plant.firstOpenJob(t); j < scenario.jobs().size(); j++) {
      if (plant.open(j, t)) {
        Job job = scenario.jobs().get(j);
        jobs.add(
            new PlanRequest.JobRequest(
                String.valueOf(j),
                1000 * plant.jobLeftKwh(j),
                1000 * job.maxKw(),
                start(job.latest())));
      }
    }
    return jobs;
  }
}
