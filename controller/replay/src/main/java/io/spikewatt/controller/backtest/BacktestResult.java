package io.spikewatt.controller.backtest;

import java.util.OptionalDouble;

/**
 * Costs of a course through a scenario.
 *
 * @param cost plain sum over the steps, currency
 * @param ruleCost of the rules over the same steps
 * @param lpBound cost of the perfect-foresight optimum, if it is known for just these steps
 * @param shortfall what was not delivered
 * @param runTime how long it took
 */
public record BacktestResult(
    String scenario,
    int steps,
    double cost,
    double ruleCost,
    OptionalDouble lpBound,
    Shortfall shortfall,
    RunTime runTime) {

  /**
   * Energy that was not delivered.
   *
   * @param unservedKwh load that nothing could carry
   * @param shedKwh load that was shed
   * @param evShortKwh what cars lacked when they left
   */
  public record Shortfall(double unservedKwh, double shedKwh, double evShortKwh) {}

  /**
   * How long it took.
   *
   * @param planMillisP50 time of a decision: median
   * @param planMillisP99 the 99th percentile
   * @param forecastSeconds of all forecasts and of learning; almost 0 where they were kept
   * @param seconds of the whole run, these and the rules' included
   */
  public record RunTime(
      double planMillisP50, double planMillisP99, double forecastSeconds, double seconds) {}

  /** Cost above the optimum, percent. */
  public OptionalDouble gapPercent() {
    return lpBound.isPresent()
        ? OptionalDouble.of(100 * (cost / lpBound.getAsDouble() - 1))
        : OptionalDouble.empty();
  }

  /** Share of what is between rules and optimum that was saved; empty where nothing is. */
  public OptionalDouble capture() {
    if (lpBound.isEmpty()) {
      return OptionalDouble.empty();
    }
    double room = ruleCost - lpBound.getAsDouble();
    return room > 1e-6 * ruleCost
        ? OptionalDouble.of((ruleCost - cost) / room)
        : OptionalDouble.empty();
  }
}
