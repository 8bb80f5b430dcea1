package io.spikewatt.controller.backtest;

import io.spikewatt.controller.plan.Outages;
import io.spikewatt.controller.plan.PlanRequest;
import java.util.Arrays;

/** Knows what will happen: the planner alone, without any forecast error. */
final class TrueFuture implements StepForecaster {

  private final Scenario scenario;
  private final int horizon;

  /**
   * @param horizon steps that it sees ahead, the running one included
   */
  TrueFuture(Scenario scenario, int horizon) {
    this.scenario = scenario;
    this.horizon = horizon;
  }

  @Override
  public int classes() {
    return 1;
  }

  @Override
  public StepForecast forecast(int t) {
    Scenario.Series s = scenario.series();
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
  static Outages announced(Scenario scenario, int t, int end) {
    boolean[] down = new boolean[end - t];
    for (int k = 0; k < down.length; k++) {
      down[k] = !scenario.series().gridUp()[t + k];
    }
    return new Outages.Announced(down);
  }
}
