package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.HorizonData;

/** Knows what will happen: the optimiser alone, without any forecast error. */
final class TrueFuture implements HorizonForecast {

  private static final double[][] SURE = {{1}};

  private final BacktestScenario backtestScenario;
  private final int horizon;
  private final boolean ends;

  /**
   * @param ends whether nothing counts after the scenario
   */
  TrueFuture(BacktestScenario backtestScenario, int horizon, boolean ends) {
    this.backtestScenario = backtestScenario;
    this.horizon = horizon;
    this.ends = ends;
  }

  @Override
  public int classes() {
    return 1;
  }

  @Override
  public boolean unannounced() {
    return false;
  }

  @Override
  public void observe(int t, HorizonData horizonData, GridMarkovChain chain) {
    chain.announced();
    horizonData.slots = Math.min(horizon, backtestScenario.steps() - t);
    horizonData.ends = ends && t + horizonData.slots == backtestScenario.steps();
    BacktestScenario.Series s = backtestScenario.series();
    for (int k = 1; k < horizonData.slots; k++) {
      horizonData.after[k] = SURE;
      horizonData.netKw[k][0] = s.loadKw()[t + k] - s.pvKw()[t + k];
      horizonData.pvKw[k][0] = s.pvKw()[t + k];
      horizonData.loadKw[k] = s.loadKw()[t + k];
      horizonData.importPerKwh[k] = backtestScenario.importPerKwh(t + k);
      horizonData.exportPerKwh[k] = s.exportPrice()[t + k];
      horizonData.up[k] = s.gridUp()[t + k];
    }
  }

  @Override
  public int gridState() {
    return 0;
  }
}
