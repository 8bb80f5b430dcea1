package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.Storage;
import java.util.Arrays;
import java.util.Optional;

/** Decides by the values of stored energy that a backward pass over the coming day gives. */
final class PlannedPolicy implements Policy {

  private static final double HORIZON_HOURS = 36;

  /** Cars come and go within a day; a longer horizon was measured to bring nothing. */
  private static final double HORIZON_WITH_CARS_HOURS = 24;

  /**
   * As fine as hours need: more levels of a battery alone change costs by less than a hundredth of
   * a percent; 61 of one car instead of 41 lower them by a tenth.
   */
  private static final GridResolution LEVELS = new GridResolution(1, 41, 41, 9, 61, 7, 13, 0.8);

  /** Finer, because with a true future all that is left is what the levels cost. */
  private static final GridResolution FINE = new GridResolution(1, 121, 121, 15, 61, 7, 13, 0.8);

  private final BacktestScenario backtestScenario;
  private final HorizonForecast horizonForecast;
  private final HorizonData horizonData;
  private final GridMarkovChain chain = new GridMarkovChain();
  private final BackwardPass backwardPass;
  private final BestAction bestAction;
  private final Settlement settlement;
  private final Storage battery;
  private final EvStorages evStorages;
  private final JobPlan jobPlan;
  private final ExpectedTrajectory expectedTrajectory;
  private Optional<Levelled> levelled = Optional.empty();

  /** Levels of import, kW by month, beyond which a kWh costs as much more as a peak would. */
  private record Levelled(MonthPeaks months, double[] kw) {}

  /**
   * The planner on its own forecasts. Each storage beside the first and each age of an outage
   * multiplies the work, so there are fewer error classes then.
   */
  static PlannedPolicy product(BacktestScenario backtestScenario, boolean announced) {
    int horizon = horizon(backtestScenario);
    int classes =
        switch (backtestScenario.evs().size()) {
          case 0 -> announced ? 11 : 7;
          case 1 -> 5;
          default -> 3;
        };
    int ages = backtestScenario.evs().isEmpty() ? GridMarkovChain.MOST_AGES : 1;
    HorizonForecast forecasts =
        new OwnForecasts(backtestScenario, horizon, classes, announced, ages);
    return new PlannedPolicy(backtestScenario, forecasts, LEVELS, horizon);
  }

  /** The planner on the true future. */
  static PlannedPolicy oracle(BacktestScenario backtestScenario) {
    int horizon = horizon(backtestScenario);
    return new PlannedPolicy(
        backtestScenario, new TrueFuture(backtestScenario, horizon, true), FINE, horizon);
  }

  /** The planner on the true future of a time after which life goes on. */
  static PlannedPolicy hindsight(BacktestScenario backtestScenario) {
    int horizon = horizon(backtestScenario);
    return new PlannedPolicy(
        backtestScenario, new TrueFuture(backtestScenario, horizon, false), FINE, horizon);
  }

  private static int horizon(BacktestScenario backtestScenario) {
    double hours = backtestScenario.evs().isEmpty() ? HORIZON_HOURS : HORIZON_WITH_CARS_HOURS;
    return Math.max(2, (int) Math.round(hours / backtestScenario.stepHours()));
  }

  PlannedPolicy(
      BacktestScenario backtestScenario,
      HorizonForecast horizonForecast,
      GridResolution gridResolution,
      int horizon) {
    this.backtestScenario = backtestScenario;
    this.horizonForecast = horizonForecast;
    this.horizonData = new HorizonData(horizon, horizonForecast.classes());
    this.backwardPass =
        new BackwardPass(
            Settlement.supply(backtestScenario),
            horizonForecast.classes(),
            gridResolution,
            horizon,
            (int) Math.round(24 / backtestScenario.stepHours()),
            horizonForecast.unannounced());
    this.bestAction =
        new BestAction(Settlement.supply(backtestScenario), BestAction.Equals.EXCHANGE_LEAST);
    this.settlement = new Settlement(backtestScenario);
    this.evStorages = new EvStorages(backtestScenario);
    this.jobPlan = new JobPlan(backtestScenario, horizon);
    this.expectedTrajectory =
        new ExpectedTrajectory(backwardPass, bestAction, horizonData, horizon);
    Battery b = backtestScenario.battery();
    this.battery =
        Storage.battery(
            b.minKwh(),
            b.maxKwh(),
            b.chargeMaxKw(),
            b.dischargeMaxKw(),
            b.etaCharge(),
            b.etaDischarge(),
            b.throughputCost());
  }

  @Override
  public void decide(int t, PlantModel plantModel, EnergyFlows energyFlows) {
    BacktestScenario.Series s = backtestScenario.series();
    Arrays.fill(horizonData.hours, backtestScenario.stepHours());
    double imports = backtestScenario.grid().map(BacktestScenario.Grid::importMaxKw).orElse(0.0);
    double exports = backtestScenario.grid().map(BacktestScenario.Grid::exportMaxKw).orElse(0.0);
    Arrays.fill(horizonData.importKw, imports);
    Arrays.fill(horizonData.exportKw, exports);
    horizonForecast.observe(t, horizonData, chain);
    horizonData.importPerKwh[0] = backtestScenario.importPerKwh(t);
    horizonData.exportPerKwh[0] = s.exportPrice()[t];
    horizonData.up[0] = s.gridUp()[t];
    horizonData.loadKw[0] = s.loadKw()[t];
    double net = s.loadKw()[t] - s.pvKw()[t];
    Arrays.fill(horizonData.netKw[0], net);
    Arrays.fill(horizonData.pvKw[0], s.pvKw()[t]);
    levelled.ifPresent(by -> level(by, t));
    horizonData.laterPerKwh = Double.POSITIVE_INFINITY;
    for (int k = 0; k < horizonData.slots; k++) {
      horizonData.laterPerKwh = Math.min(horizonData.laterPerKwh, horizonData.importPerKwh[k]);
    }
    Storage[] all = evStorages.stores(t, plantModel, battery, horizonData.slots);
    backwardPass.run(horizonData, all, chain, horizonForecast.gridState(), t);
    if (jobPlan.any(t, plantModel, evStorages)) {
      expectedTrajectory.follow(
          all, plantModel.storedKwh(), carKwh(0, plantModel), carKwh(1, plantModel));
      jobPlan.put(t, plantModel, evStorages, expectedTrajectory, horizonData, energyFlows);
      net += energyFlows.takenKw();
      backwardPass.run(horizonData, all, chain, horizonForecast.gridState(), t);
    }
    bestAction.make(
        backwardPass,
        all,
        horizonData,
        0,
        s.gridUp()[t],
        net,
        s.pvKw()[t],
        plantModel.storedKwh(),
        carKwh(0, plantModel),
        carKwh(1, plantModel));
    energyFlows.battery(bestAction.kw[0]);
    for (int i = 0; i < evStorages.present(); i++) {
      energyFlows.ev(evStorages.charger(i), bestAction.kw[i + 1]);
    }
    plantModel.limit(t, energyFlows);
    settlement.settle(t, energyFlows);
  }

  /** The same policy, with levels of import that it keeps as far as they pay. */
  PlannedPolicy keeping(MonthPeaks months, double[] levelKw) {
    levelled = Optional.of(new Levelled(months, levelKw.clone()));
    return this;
  }

  private void level(Levelled by, int t) {
    horizonData.peakPerKwh = by.months.perKw(by.months.month(t)) / backtestScenario.stepHours();
    for (int k = 0; k < horizonData.slots; k++) {
      boolean counts = t + k < by.months.slots();
      horizonData.peakKw[k] = counts ? by.kw[by.months.month(t + k)] : Double.POSITIVE_INFINITY;
    }
  }

  private double carKwh(int car, PlantModel plantModel) {
    return car < evStorages.present() ? plantModel.evKwh(evStorages.charger(car)) : 0;
  }
}
