package io.spikewatt.controller.backtest;

import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Outlook;

/** Knows what will happen: the optimiser alone, without any forecast error. */
final class TrueFuture implements Foresight {

  private static final double[][] SURE = {{1}};

  private final Scenario scenario;
  private final int horizon;
  private final boolean ends;

  /**
   * @param ends whether nothing counts after the scenario
   */
  TrueFuture(Scenario scenario, int horizon, boolean ends) {
    this.scenario = scenario;
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
  public void look(int t, Outlook outlook, GridChain chain) {
    chain.announced();
    outlook.slots = Math.min(horizon, scenario.steps() - t);
    outlook.ends = ends && t + outlook.slots == scenario.steps();
    Scenario.Series s = scenario.series();
    for (int k = 1; k < outlook.slots; k++) {
      outlook.after[k] = SURE;
      outlook.netKw[k][0] = s.loadKw()[t + k] - s.pvKw()[t + k];
      outlook.pvKw[k][0] = s.pvKw()[t + k];
      outlook.loadKw[k] = s.loadKw()[t + k];
      outlook.importPerKwh[k] = scenario.importPerKwh(t + k);
      outlook.exportPerKwh[k] = s.exportPrice()[t + k];
      outlook.up[k] = s.gridUp()[t + k];
    }
  }

  @Override
  public int gridState() {
    return 0;
  }
}
