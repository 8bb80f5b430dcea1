package io.spikewatt.controller.backtest;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.backtest.BacktestScenario.Ev;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import io.spikewatt.controller.plan.AssetSeries;
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

/** Executes in each step what the daemon's planner plans for it. */
final class PlannerPolicy implements Policy {

  /** Distinguished ages of an outage, where there are no cars. */
  private static final int MOST_AGES = 12;

  private final BacktestScenario backtestScenario;
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
      BacktestScenario backtestScenario, OwnForecasts.Expected expected, boolean announced) {
    int classes =
        switch (backtestScenario.evs().size()) {
          case 0 -> announced ? 11 : 7;
          case 1 -> 5;
          default -> 3;
        };
    int ages = announced ? 0 : backtestScenario.evs().isEmpty() ? MOST_AGES : 1;
    StepForecaster forecasts =
        new OwnForecasts(backtestScenario, expected, classes, announced, ages);
    return new PlannerPolicy(
        backtestScenario, forecasts, ScenarioSite.resolution(false, classes, ages), true);
  }

  /** The planner on the true future. */
  static PlannerPolicy oracle(BacktestScenario backtestScenario) {
    return certain(backtestScenario, true);
  }

  /** The planner on the true future of a time that does not end the operation. */
  static PlannerPolicy hindsight(BacktestScenario backtestScenario) {
    return certain(backtestScenario, false);
  }

  private static PlannerPolicy certain(BacktestScenario backtestScenario, boolean ends) {
    StepForecaster future =
        new TrueFuture(backtestScenario, ScenarioSite.slots(backtestScenario).most());
    return new PlannerPolicy(backtestScenario, future, ScenarioSite.resolution(true, 1, 0), ends);
  }

  private PlannerPolicy(
      BacktestScenario backtestScenario,
      StepForecaster forecaster,
      PlannerSettings.Resolution resolution,
      boolean ends) {
    this.backtestScenario = backtestScenario;
    this.slots = ScenarioSite.slots(backtestScenario);
    this.forecaster = forecaster;
    this.settlement = new Settlement(backtestScenario);
    this.planner =
        new Planner(
            ScenarioSite.model(backtestScenario),
            new PlannerSettings(
                slots,
                resolution,
                Settlement.supply(backtestScenario),
                ScenarioSite.penalties(backtestScenario),
                ends));
  }

  /** The same policy, with import levels that it keeps as far as they pay. */
  PlannerPolicy keeping(MonthPeaks months, double[] levelKw) {
    given = Optional.of(new GivenLevels(months, levelKw.clone()));
    return this;
  }

  @Override
  public EnergyFlows decide(int t, PlantModel plantModel) {
    StepForecast ahead = forecaster.forecast(t);
    DevicePowers planned =
        switch (planner.plan(request(t, plantModel, ahead), ahead.outages())) {
          case PlanResult.Made made -> first(made.plan());
          case PlanResult.Failed failed -> throw new IllegalStateException(failed.reason());
        };
    return settlement.settle(t, plantModel.limit(t, planned));
  }

  /** Powers in the plan's first slot. */
  private DevicePowers first(Plan plan) {
    double[] evKw = new double[backtestScenario.evs().size()];
    for (int i = 0; i < evKw.length; i++) {
      Optional<AssetSeries> car = plan.schedule().asset(backtestScenario.evs().get(i).name());
      evKw[i] = car.map(series -> series.powerW()[0] / 1000).orElse(0.0);
    }
    double[] jobKw = new double[backtestScenario.jobs().size()];
    plan.jobs().forEach((id, job) -> jobKw[Integer.parseInt(id)] = job.aboveMinW()[0] / 1000);
    double batteryKw = plan.schedule().powerW(AssetSeries.BATTERY)[0] / 1000;
    return DevicePowers.of(batteryKw, evKw, jobKw);
  }

  private Instant start(int t) {
    return StepForecast.start(backtestScenario, t);
  }

  private PlanRequest request(int t, PlantModel plantModel, StepForecast ahead) {
    Instant start = start(t);
    double capacity = backtestScenario.battery().capacityKwh();
    double storedPct =
        capacity > 0 ? Math.clamp(100 * plantModel.storedKwh() / capacity, 0, 100) : 0;
    return new PlanRequest(
        new Moment(1_000_000L * start.toEpochMilli(), start),
        ahead.ahead(),
        OptionalDouble.of(storedPct),
        cars(plantModel),
        limits(),
        peak(t),
        ahead.prices(),
        new PlanRequest.FlexibleLoads(jobs(t, plantModel), List.of()));
  }

  private PlanRequest.Limits limits() {
    return backtestScenario
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
    double perKwh = months.perKw(months.month(t)) / backtestScenario.stepHours();
    return new PlanRequest.Peak(
        0, OptionalDouble.empty(), Optional.of(new PlanRequest.Level(watts, perKwh)));
  }

  private List<ChargingRequest> cars(PlantModel plantModel) {
    List<ChargingRequest> cars = new ArrayList<>();
    for (int i = 0; i < backtestScenario.evs().size(); i++) {
      if (plantModel.present(i)) {
        Ev ev = backtestScenario.evs().get(i);
        Session session = plantModel.session(i);
        double capacity = ev.storage().capacityKwh();
        cars.add(
            new ChargingRequest(
                ev.name(),
                Math.clamp(100 * plantModel.evKwh(i) / capacity, 0, 100),
                100 * session.socRequired(),
                100 * ev.storage().socMax(),
                1000 * capacity,
                start(session.depart())));
      }
    }
    return cars;
  }

  private List<PlanRequest.JobRequest> jobs(int t, PlantModel plantModel) {
    List<PlanRequest.JobRequest> jobs = new ArrayList<>();
    for (int j = plantModel.firstOpenJob(t); j < backtestScenario.jobs().size(); j++) {
      if (plantModel.open(j, t)) {
        Job job = backtestScenario.jobs().get(j);
        jobs.add(
            new PlanRequest.JobRequest(
                String.valueOf(j),
                1000 * plantModel.jobLeftKwh(j),
                1000 * job.maxKw(),
                start(job.latest())));
      }
    }
    return jobs;
  }
}
