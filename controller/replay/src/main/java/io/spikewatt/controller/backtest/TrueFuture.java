package io.spikewatt.controller.backtest;

import io.spikewatt.controller.plan.OutageRates;
import io.spikewatt.controller.plan.PlanRequest;
import java.util.Arrays;

/**
 * The true future: the planner alone, without any forecast error.
 *
 * @param horizon steps ahead, the running one included
 */
record TrueFuture(BacktestScenario scenario, int horizon) implements StepForecaster {

  @Override
  public StepForecast forecast(int t) {
    BacktestScenario.Series s = scenario.series();
    int end = Math.min(t + horizon, scenario.steps());
    return new StepForecast(
        new PlanRequest.Ahead(
            StepForecast.of(scenario, t, Arrays.copyOfRange(s.loadKw(), t, end)),
            StepForecast.of(scenario, t, Arrays.copyOfRange(s.pvKw(), t, end))),
        StepForecast.prices(
            scenario,
            t,
            Arrays.copyOfRange(s.importPrice(), t, end),
            Arrays.copyOfRange(s.exportPrice(), t, end),
            Arrays.copyOfRange(s.gridCo2(), t, end)),
        announced(scenario, t, end));
  }

  /** Outages from step {@code t} on, known up to step {@code end}. */
  static OutageRates announced(BacktestScenario scenario, int t, int end) {
    boolean[] down = new boolean[end - t];
    for (int k = 0; k < down.length; k++) {
      down[k] = !scenario.series().gridUp()[t + k];
    }
    return new OutageRates.Announced(down);
  }
}
