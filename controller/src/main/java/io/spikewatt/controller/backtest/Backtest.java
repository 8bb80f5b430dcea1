package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Task.Who;
import io.spikewatt.hal.time.Clock;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Steps a policy through a scenario and adds up what it costs. */
public final class Backtest {

  /** Sees every step after it happened; the objects are reused. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param storedKwh in the battery at the step's end
     * @param evKwh in each car at the step's end; NaN where there is none
     */
    void take(int step, Flows flows, double storedKwh, double[] evKwh);
  }

  private final Clock clock;

  /**
   * @param clock measures how long decisions take; no decision depends on it
   */
  public Backtest(Clock clock) {
    this.clock = clock;
  }

  /**
   * Runs a task.
   *
   * @param lpBound the optimum's cost of the whole scenario, if it is known
   */
  public Result run(Task task, OptionalDouble lpBound, Sink sink) {
    long start = clock.now().nanos();
    Scenario scenario = task.scenario();
    double[] millis = new double[task.steps()];
    Bill bill = new Bill(scenario);
    course(task, policy(task), bill, millis, sink);
    double ruleCost = bill.cost();
    if (task.who() != Who.RULE) {
      Bill rules = new Bill(scenario);
      course(task, new RulePolicy(scenario), rules, new double[task.steps()], Backtest::ignore);
      ruleCost = rules.cost();
    }
    Arrays.sort(millis);
    return new Result(
        scenario.id(),
        task.steps(),
        bill.cost(),
        ruleCost,
        task.steps() == scenario.steps() ? lpBound : OptionalDouble.empty(),
        bill.unservedKwh(),
        bill.shedKwh(),
        bill.evShortKwh(),
        millis[millis.length / 2],
        millis[(int) (millis.length * 0.99)],
        (clock.now().nanos() - start) / 1e9);
  }

  private static Policy policy(Task task) {
    return switch (task.who()) {
      case RULE -> new RulePolicy(task.scenario());
      case ORACLE -> PlannerPolicy.oracle(task.scenario());
      case PRODUCT ->
          new Gate(task.scenario(), PlannerPolicy.product(task.scenario(), task.announced()));
    };
  }

  private void course(Task task, Policy policy, Bill bill, double[] millis, Sink sink) {
    Policy timed =
        new Policy() {
          @Override
          public void decide(int t, Plant plant, Flows flows) {
            long before = clock.now().nanos();
            policy.decide(t, plant, flows);
            millis[t] = (clock.now().nanos() - before) / 1e6;
          }

          @Override
          public void charged(int t, double cost) {
            policy.charged(t, cost);
          }
        };
    course(task.scenario(), task.steps(), timed, bill, sink);
  }

  /** Steps a policy through the first steps of a scenario. */
  static void course(Scenario scenario, int steps, Policy policy, Sink sink) {
    course(scenario, steps, policy, new Bill(scenario), sink);
  }

  private static void course(Scenario scenario, int steps, Policy policy, Bill bill, Sink sink) {
    Plant plant = new Plant(scenario);
    Flows flows = new Flows(scenario);
    double[] evKwh = new double[scenario.evs().size()];
    for (int t = 0; t < steps; t++) {
      plant.begin(t);
      flows.clear();
      policy.decide(t, plant, flows);
      for (int i = 0; i < evKwh.length; i++) {
        evKwh[i] = plant.present(i) ? plant.evKwhAfter(i, flows) : Double.NaN;
      }
      plant.advance(t, flows);
      policy.charged(t, bill.charge(t, flows, plant));
      sink.take(t, flows, plant.storedKwh(), evKwh);
    }
  }

  private static void ignore(int step, Flows flows, double storedKwh, double[] evKwh) {}
}
