package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Battery;
import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Levels;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.controller.value.Store;
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
  private static final Levels LEVELS = new Levels(1, 41, 41, 9, 61, 7, 13, 0.8);

  /** Finer, because with a true future all that is left is what the levels cost. */
  private static final Levels FINE = new Levels(1, 121, 121, 15, 61, 7, 13, 0.8);

  private final Scenario scenario;
  private final Foresight foresight;
  private final Outlook outlook;
  private final GridChain chain = new GridChain();
  private final Backward backward;
  private final Choice choice;
  private final Settlement settlement;
  private final Store battery;
  private final Cars cars;
  private final JobPlan jobPlan;
  private final Course course;
  private Optional<Levelled> levelled = Optional.empty();

  /** Levels of import, kW by month, beyond which a kWh costs as much more as a peak would. */
  private record Levelled(MonthPeaks months, double[] kw) {}

  /**
   * The planner on its own forecasts. Each storage beside the first and each age of an outage
   * multiplies the work, so there are fewer error classes then.
   */
  static PlannedPolicy product(Scenario scenario, boolean announced) {
    int horizon = horizon(scenario);
    int classes =
        switch (scenario.evs().size()) {
          case 0 -> announced ? 11 : 7;
          case 1 -> 5;
          default -> 3;
        };
    int ages = scenario.evs().isEmpty() ? GridChain.MOST_AGES : 1;
    Foresight forecasts = new OwnForecasts(scenario, horizon, classes, announced, ages);
    return new PlannedPolicy(scenario, forecasts, LEVELS, horizon);
  }

  /** The planner on the true future. */
  static PlannedPolicy oracle(Scenario scenario) {
    int horizon = horizon(scenario);
    return new PlannedPolicy(scenario, new TrueFuture(scenario, horizon, true), FINE, horizon);
  }

  /** The planner on the true future of a time after which life goes on. */
  static PlannedPolicy hindsight(Scenario scenario) {
    int horizon = horizon(scenario);
    return new PlannedPolicy(scenario, new TrueFuture(scenario, horizon, false), FINE, horizon);
  }

  private static int horizon(Scenario scenario) {
    double hours = scenario.evs().isEmpty() ? HORIZON_HOURS : HORIZON_WITH_CARS_HOURS;
    return Math.max(2, (int) Math.round(hours / scenario.stepHours()));
  }

  PlannedPolicy(Scenario scenario, Foresight foresight, Levels levels, int horizon) {
    this.scenario = scenario;
    this.foresight = foresight;
    this.outlook = new Outlook(horizon, foresight.classes());
    this.backward =
        new Backward(
            Settlement.supply(scenario),
            foresight.classes(),
            levels,
            horizon,
            (int) Math.round(24 / scenario.stepHours()),
            foresight.unannounced());
    this.choice = new Choice(Settlement.supply(scenario), Choice.Equals.EXCHANGE_LEAST);
    this.settlement = new Settlement(scenario);
    this.cars = new Cars(scenario);
    this.jobPlan = new JobPlan(scenario, horizon);
    this.course = new Course(backward, choice, outlook, horizon);
    Battery b = scenario.battery();
    this.battery =
        Store.battery(
            b.minKwh(),
            b.maxKwh(),
            b.chargeMaxKw(),
            b.dischargeMaxKw(),
            b.etaCharge(),
            b.etaDischarge(),
            b.throughputCost());
  }

  @Override
  public void decide(int t, Plant plant, Flows flows) {
    Scenario.Series s = scenario.series();
    Arrays.fill(outlook.hours, scenario.stepHours());
    double imports = scenario.grid().map(Scenario.Grid::importMaxKw).orElse(0.0);
    double exports = scenario.grid().map(Scenario.Grid::exportMaxKw).orElse(0.0);
    Arrays.fill(outlook.importKw, imports);
    Arrays.fill(outlook.exportKw, exports);
    foresight.look(t, outlook, chain);
    outlook.importPerKwh[0] = scenario.importPerKwh(t);
    outlook.exportPerKwh[0] = s.exportPrice()[t];
    outlook.up[0] = s.gridUp()[t];
    outlook.loadKw[0] = s.loadKw()[t];
    double net = s.loadKw()[t] - s.pvKw()[t];
    Arrays.fill(outlook.netKw[0], net);
    Arrays.fill(outlook.pvKw[0], s.pvKw()[t]);
    levelled.ifPresent(by -> level(by, t));
    outlook.laterPerKwh = Double.POSITIVE_INFINITY;
    for (int k = 0; k < outlook.slots; k++) {
      outlook.laterPerKwh = Math.min(outlook.laterPerKwh, outlook.importPerKwh[k]);
    }
    Store[] all = cars.stores(t, plant, battery, outlook.slots);
    backward.run(outlook, all, chain, foresight.gridState(), t);
    if (jobPlan.any(t, plant, cars)) {
      course.follow(all, plant.storedKwh(), carKwh(0, plant), carKwh(1, plant));
      jobPlan.put(t, plant, cars, course, outlook, flows);
      net += flows.takenKw();
      backward.run(outlook, all, chain, foresight.gridState(), t);
    }
    choice.make(
        backward,
        all,
        outlook,
        0,
        s.gridUp()[t],
        net,
        s.pvKw()[t],
        plant.storedKwh(),
        carKwh(0, plant),
        carKwh(1, plant));
    flows.battery(choice.kw[0]);
    for (int i = 0; i < cars.present(); i++) {
      flows.ev(cars.charger(i), choice.kw[i + 1]);
    }
    plant.limit(t, flows);
    settlement.settle(t, flows);
  }

  /** The same policy, with levels of import that it keeps as far as they pay. */
  PlannedPolicy keeping(MonthPeaks months, double[] levelKw) {
    levelled = Optional.of(new Levelled(months, levelKw.clone()));
    return this;
  }

  private void level(Levelled by, int t) {
    outlook.peakPerKwh = by.months.perKw(by.months.month(t)) / scenario.stepHours();
    for (int k = 0; k < outlook.slots; k++) {
      boolean counts = t + k < by.months.slots();
      outlook.peakKw[k] = counts ? by.kw[by.months.month(t + k)] : Double.POSITIVE_INFINITY;
    }
  }

  private double carKwh(int car, Plant plant) {
    return car < cars.present() ? plant.evKwh(cars.charger(car)) : 0;
  }
}
