package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestTask.DecidingPolicy;
import io.spikewatt.hal.time.Clock;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Steps a policy through a scenario and adds up the cost.
 *
 * @param clock measures the time of decisions; no decision depends on it
 */
public record Backtest(Clock clock, ScenarioForecasts forecasts) {

  /** Receives every step after it happened. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param storedKwh in the battery at the step's end
     * @param evKwh in each car at the step's end; NaN where there is none
     */
    void take(int step, EnergyFlows flows, double storedKwh, double[] evKwh);
  }

  /**
   * Makes the product's forecasts before a run, whose time is then that of its decisions.
   *
   * @return seconds that it took
   */
  public double prepare(BacktestTask task) {
    long start = clock.now().nanos();
    expected(task);
    return (clock.now().nanos() - start) / 1e9;
  }

  private OwnForecasts.Expected expected(BacktestTask task) {
    return OwnForecasts.Expected.of(task.scenario(), task.steps(), forecasts);
  }

  /**
   * Runs a task.
   *
   * @param lpBound the optimum's cost of the whole scenario, if it is known
   */
  public BacktestResult run(BacktestTask task, OptionalDouble lpBound, Sink sink) {
    long start = clock.now().nanos();
    BacktestScenario scenario = task.scenario();
    Policy policy = policy(task);
    double forecastSeconds = (clock.now().nanos() - start) / 1e9;
    double[] millis = new double[task.steps()];
    EnergyBill bill = new EnergyBill(scenario);
    course(task, policy, bill, millis, sink);
    double ruleCost = bill.cost();
    if (task.policy() != DecidingPolicy.RULE) {
      EnergyBill rules = new EnergyBill(scenario);
      course(
          task,
          new RulePolicy(scenario),
          rules,
          new double[task.steps()],
          (step, flows, storedKwh, evKwh) -> {});
      ruleCost = rules.cost();
    }
    Arrays.sort(millis);
    return new BacktestResult(
        scenario.id(),
        task.steps(),
        bill.cost(),
        ruleCost,
        task.steps() == scenario.steps() ? lpBound : OptionalDouble.empty(),
        bill.shortfall(),
        new BacktestResult.RunTime(
            millis[millis.length / 2],
            millis[(int) (millis.length * 0.99)],
            forecastSeconds,
            (clock.now().nanos() - start) / 1e9));
  }

  private Policy policy(BacktestTask task) {
    return switch (task.policy()) {
      case RULE -> new RulePolicy(task.scenario());
      case ORACLE -> PlannerPolicy.oracle(task.scenario());
      case PRODUCT ->
          new RuleFallback(
              task.scenario(),
              PlannerPolicy.product(task.scenario(), expected(task), task.announced()));
    };
  }

  private void course(
      BacktestTask task, Policy policy, EnergyBill bill, double[] millis, Sink sink) {
    Policy timed =
        new Policy() {
          @Override
          public EnergyFlows decide(int t, PlantModel plant) {
            long before = clock.now().nanos();
            EnergyFlows flows = policy.decide(t, plant);
            millis[t] = (clock.now().nanos() - before) / 1e6;
            return flows;
          }

          @Override
          public void charged(int t, double cost) {
            policy.charged(t, cost);
          }
        };
    course(task.scenario(), task.steps(), timed, bill, sink);
  }

  static void course(BacktestScenario scenario, int steps, Policy policy, Sink sink) {
    course(scenario, steps, policy, new EnergyBill(scenario), sink);
  }

  private static void course(
      BacktestScenario scenario, int steps, Policy policy, EnergyBill bill, Sink sink) {
    PlantModel plant = new PlantModel(scenario);
    for (int t = 0; t < steps; t++) {
      plant.begin(t);
      EnergyFlows flows = policy.decide(t, plant);
      double[] evKwh = new double[scenario.evs().size()];
      Arrays.setAll(
          evKwh, i -> plant.present(i) ? plant.evKwhAfter(i, flows.powers()) : Double.NaN);
      plant.advance(t, flows.powers());
      policy.charged(t, bill.charge(t, flows, plant));
      sink.take(t, flows, plant.storedKwh(), evKwh);
    }
  }
}
