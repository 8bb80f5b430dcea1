package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.GaussianClasses;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.inference.ahead.ErrorBins;
import io.spikewatt.inference.ahead.ErrorSpread;
import io.spikewatt.inference.ahead.LoadAhead;
import io.spikewatt.inference.ahead.PvAhead;

/** Forecasts from what was measured up to each step, as the product would make them. */
final class OwnForecasts implements HorizonForecast {

  private static final double HOURLY_CORRELATION = 0.9;

  /** Of the ridges, in samples for each hour ahead; loads have more features and odd weeks. */
  private static final double STRENGTH = 5;

  private static final double LOAD_STRENGTH = 10;

  private static final int ERROR_DAYS = 112;

  private final BacktestScenario backtestScenario;
  private final int horizon;
  private final int classes;
  private final int perDay;
  private final LoadAhead load;
  private final PvAhead pv;
  private final LoadAhead co2;
  private final ErrorSpread spread;
  private final ErrorBins errors;
  private final double[] clear;
  private final double[] net;
  private final double[][] after;
  private final OutageRecord outages;

  /**
   * @param classes error classes
   * @param announced whether outages are known a day ahead
   * @param ages ages of an outage told apart
   */
  OwnForecasts(
      BacktestScenario backtestScenario, int horizon, int classes, boolean announced, int ages) {
    this.backtestScenario = backtestScenario;
    this.classes = classes;
    this.horizon = horizon;
    this.perDay = (int) Math.round(24 / backtestScenario.stepHours());
    this.load = new LoadAhead(perDay, horizon - 1, LOAD_STRENGTH);
    this.pv = new PvAhead(perDay, horizon - 1, STRENGTH);
    this.co2 = new LoadAhead(perDay, horizon - 1, LOAD_STRENGTH);
    this.spread = new ErrorSpread(perDay, horizon - 1, STRENGTH);
    this.clear = new double[horizon];
    this.errors = new ErrorBins(perDay, horizon - 1, classes, ERROR_DAYS);
    this.net = new double[horizon];
    this.after =
        GaussianClasses.transitions(
            classes, Math.pow(HOURLY_CORRELATION, backtestScenario.stepHours()));
    this.outages =
        new OutageRecord(
            backtestScenario.stepHours(), announced || backtestScenario.grid().isEmpty(), ages);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public boolean unannounced() {
    return !outages.announced();
  }

  @Override
  public void observe(int t, HorizonData horizonData, GridMarkovChain chain) {
    BacktestScenario.Series s = backtestScenario.series();
    double[] loads = load.tell(s.loadKw()[t]);
    double[] suns = pv.tell(s.pvKw()[t]);
    double[] emissions = co2.tell(s.gridCo2()[t]);
    for (int k = 1; k < horizon; k++) {
      net[k] = loads[k] - suns[k];
      clear[k] = pv.clear(k);
    }
    double netNow = s.loadKw()[t] - s.pvKw()[t];
    errors.tell(netNow, net, spread.tell(netNow, net, suns, clear));
    outages.update(s.gridUp()[t]);
    outages.fill(chain);
    horizonData.slots = Math.min(horizon, backtestScenario.steps() - t);
    horizonData.ends = t + horizonData.slots == backtestScenario.steps();
    for (int k = 1; k < horizonData.slots; k++) {
      double[] off = errors.off(k);
      horizonData.after[k] = after;
      for (int z = 0; z < classes; z++) {
        double n = net[k] + off[z];
        horizonData.netKw[k][z] = n;
        horizonData.pvKw[k][z] = Math.max(0, loads[k] - n);
      }
      horizonData.loadKw[k] = loads[k];
      // Tariffs and outages are announced a day ahead, emissions are not.
      int known = k <= perDay ? t + k : t + k - perDay;
      horizonData.importPerKwh[k] =
          s.importPrice()[known] + backtestScenario.penalties().co2Price() * emissions[k];
      horizonData.exportPerKwh[k] = s.exportPrice()[known];
      horizonData.up[k] = !outages.announced() || k > perDay || s.gridUp()[t + k];
    }
  }

  @Override
  public int gridState() {
    return outages.state();
  }
}
