package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestTask.DecidingPolicy;
import io.spikewatt.hal.time.Clock;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Steps a policy through a scenario and adds up the cost. */
public final class Backtest {

  /** Receives every step after it happened. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param storedKwh in the battery at the step's end
     * @param evKwh in each car at the step's end; NaN where there is none
     */
    void take(int step, EnergyFlows energyFlows, double storedKwh, double[] evKwh);
  }

  private final Clock clock;
  private final ScenarioForecasts forecasts;

  /**
   * @param clock measures the time of decisions; no decision depends on it
   * @param forecasts of the product
   */
  public Backtest(Clock clock, ScenarioForecasts forecasts) {
    this.clock = clock;
    this.forecasts = forecasts;
  }

  /**
   * Makes the product's forecasts before a run, whose time is then that of its decisions.
   *
   * @return seconds that it took
   */
  public double prepare(BacktestTask backtestTask) {
    long start = clock.now().nanos();
    expected(backtestTask);
    return (clock.now().nanos() - start) / 1e9;
  }

  private OwnForecasts.Expected expected(BacktestTask backtestTask) {
    return OwnForecasts.Expected.of(backtestTask.scenario(), backtestTask.steps(), forecasts);
  }

  /**
   * Runs a task.
   *
   * @param lpBound the optimum's cost of the whole scenario, if it is known
   */
  public BacktestResult run(BacktestTask backtestTask, OptionalDouble lpBound, Sink sink) {
    long start = clock.now().nanos();
    BacktestScenario backtestScenario = backtestTask.scenario();
    Policy policy = policy(backtestTask);
    double forecastSeconds = (clock.now().nanos() - start) / 1e9;
    double[] millis = new double[backtestTask.steps()];
    EnergyBill energyBill = new EnergyBill(backtestScenario);
    course(backtestTask, policy, energyBill, millis, sink);
    double ruleCost = energyBill.cost();
    if (backtestTask.policy() != DecidingPolicy.RULE) {
      EnergyBill rules = new EnergyBill(backtestScenario);
      course(
          backtestTask,
          new RulePolicy(backtestScenario),
          rules,
          new double[backtestTask.steps()],
          Backtest::ignore);
      ruleCost = rules.cost();
    }
    Arrays.sort(millis);
    return new BacktestResult(
        backtestScenario.id(),
        backtestTask.steps(),
        energyBill.cost(),
        ruleCost,
        backtestTask.steps() == backtestScenario.steps() ? lpBound : OptionalDouble.empty(),
        energyBill.shortfall(),
        new BacktestResult.RunTime(
            millis[millis.length / 2],
            millis[(int) (millis.length * 0.99)],
            forecastSeconds,
            (clock.now().nanos() - start) / 1e9));
  }

  private Policy policy(BacktestTask backtestTask) {
    return switch (backtestTask.policy()) {
      case RULE -> new RulePolicy(backtestTask.scenario());
      case ORACLE -> PlannerPolicy.oracle(backtestTask.scenario());
      case PRODUCT ->
          new RuleFallback(
              backtestTask.scenario(),
              PlannerPolicy.product(
                  backtestTask.scenario(), expected(backtestTask), backtestTask.announced()));
    };
  }

  private void course(
      BacktestTask backtestTask, Policy policy, EnergyBill energyBill, double[] millis, Sink sink) {
    Policy timed =
        new Policy() {
          @Override
          public EnergyFlows decide(int t, PlantModel plantModel) {
            long before = clock.now().nanos();
            EnergyFlows flows = policy.decide(t, plantModel);
            millis[t] = (clock.now().nanos() - before) / 1e6;
            return flows;
          }

          @Override
          public void charged(int t, double cost) {
            policy.charged(t, cost);
          }
        };
    course(backtestTask.scenario(), backtestTask.steps(), timed, energyBill, sink);
  }

  /** Steps a policy through the first steps of a scenario. */
  static void course(BacktestScenario backtestScenario, int steps, Policy policy, Sink sink) {
    course(backtestScenario, steps, policy, new EnergyBill(backtestScenario), sink);
  }

  private static void course(
      BacktestScenario backtestScenario,
      int steps,
      Policy policy,
      EnergyBill energyBill,
      Sink sink) {
    PlantModel plantModel = new PlantModel(backtestScenario);
    for (int t = 0; t < steps; t++) {
      plantModel.begin(t);
      EnergyFlows flows = policy.decide(t, plantModel);
      double[] evKwh = new double[backtestScenario.evs().size()];
      for (int i = 0; i < evKwh.length; i++) {
        evKwh[i] = plantModel.present(i) ? plantModel.evKwhAfter(i, flows.powers()) : Double.NaN;
      }
      plantModel.advance(t, flows.powers());
      policy.charged(t, energyBill.charge(t, flows, plantModel));
      sink.take(t, flows, plantModel.storedKwh(), evKwh);
    }
  }

  private static void ignore(int step, EnergyFlows energyFlows, double storedKwh, double[] evKwh) {}
}
