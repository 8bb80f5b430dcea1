package io.spikewatt.controller.backtest;

import io.spikewatt.controller.plan.OutageRates;
import io.spikewatt.controller.plan.PlanRequest;
import java.util.Arrays;

/** The true future: the planner alone, without any forecast error. */
final class TrueFuture implements StepForecaster {

  private final BacktestScenario backtestScenario;
  private final int horizon;

  /**
   * @param horizon steps ahead, the running one included
   */
  TrueFuture(BacktestScenario backtestScenario, int horizon) {
    this.backtestScenario = backtestScenario;
    this.horizon = horizon;
  }

  @Override
  public int classes() {
    return 1;
  }

  @Override
  public StepForecast forecast(int t) {
    BacktestScenario.Series s = backtestScenario.series();
    int end = Math.min(t + horizon, backtestScenario.steps());
    return new StepForecast(
        new PlanRequest.Ahead(
            StepForecast.of(backtestScenario, t, Arrays.copyOfRange(s.loadKw(), t, end)),
            StepForecast.of(backtestScenario, t, Arrays.copyOfRange(s.pvKw(), t, end))),
        StepForecast.prices(
            backtestScenario,
            t,
            Arrays.copyOfRange(s.importPrice(), t, end),
            Arrays.copyOfRange(s.exportPrice(), t, end),
            Arrays.copyOfRange(s.gridCo2(), t, end)),
        announced(backtestScenario, t, end));
  }

  /** Outages from step {@code t} on, known up to step {@code end}. */
  static OutageRates announced(BacktestScenario backtestScenario, int t, int end) {
    boolean[] down = new boolean[end - t];
    for (int k = 0; k < down.length; k++) {
      down[k] = !backtestScenario.series().gridUp()[t + k];
    }
    return new OutageRates.Announced(down);
  }
}
