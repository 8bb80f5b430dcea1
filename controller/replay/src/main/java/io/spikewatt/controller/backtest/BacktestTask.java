package io.spikewatt.controller.backtest;

/**
 * What to step through a scenario.
 *
 * @param announced whether outages are known a day ahead
 * @param steps how many steps, at most the scenario's
 */
public record BacktestTask(
    BacktestScenario scenario, DecidingPolicy policy, boolean announced, int steps) {

  public enum DecidingPolicy {
    /** Plain priority rules. */
    RULE,
    /** The planner on its own forecasts. */
    PRODUCT,
    /** The planner on the true future. */
    ORACLE
  }
}
