package io.spikewatt.controller.backtest;

import io.spikewatt.controller.value.Gaussian;
import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.inference.ahead.ErrorBins;
import io.spikewatt.inference.ahead.ErrorSpread;
import io.spikewatt.inference.ahead.LoadAhead;
import io.spikewatt.inference.ahead.PvAhead;

/** Forecasts from what was measured up to each step, as the product would make them. */
final class OwnForecasts implements Foresight {

  private static final double HOURLY_CORRELATION = 0.9;

  /** Of the ridges, in samples for each hour ahead; loads have more features and odd weeks. */
  private static final double STRENGTH = 5;

  private static final double LOAD_STRENGTH = 10;

  private static final int ERROR_DAYS = 112;

  private final Scenario scenario;
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
  OwnForecasts(Scenario scenario, int horizon, int classes, boolean announced, int ages) {
    this.scenario = scenario;
    this.classes = classes;
    this.horizon = horizon;
    this.perDay = (int) Math.round(24 / scenario.stepHours());
    this.load = new LoadAhead(perDay, horizon - 1, LOAD_STRENGTH);
    this.pv = new PvAhead(perDay, horizon - 1, STRENGTH);
    this.co2 = new LoadAhead(perDay, horizon - 1, LOAD_STRENGTH);
    this.spread = new ErrorSpread(perDay, horizon - 1, STRENGTH);
    this.clear = new double[horizon];
    this.errors = new ErrorBins(perDay, horizon - 1, classes, ERROR_DAYS);
    this.net = new double[horizon];
    this.after = Gaussian.transitions(classes, Math.pow(HOURLY_CORRELATION, scenario.stepHours()));
    this.outages =
        new OutageRecord(scenario.stepHours(), announced || scenario.grid().isEmpty(), ages);
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
  public void look(int t, Outlook outlook, GridChain chain) {
    Scenario.Series s = scenario.series();
    double[] loads = load.tell(s.loadKw()[t]);
    double[] suns = pv.tell(s.pvKw()[t]);
    double[] emissions = co2.tell(s.gridCo2()[t]);
    for (int k = 1; k < horizon; k++) {
      net[k] = loads[k] - suns[k];
      clear[k] = pv.clear(k);
    }
    double netNow = s.loadKw()[t] - s.pvKw()[t];
    errors.tell(netNow, net, spread.tell(netNow, net, suns, clear));
    outages.tell(s.gridUp()[t]);
    outages.fill(chain);
    outlook.slots = Math.min(horizon, scenario.steps() - t);
    outlook.ends = t + outlook.slots == scenario.steps();
    for (int k = 1; k < outlook.slots; k++) {
      double[] off = errors.off(k);
      outlook.after[k] = after;
      for (int z = 0; z < classes; z++) {
        double n = net[k] + off[z];
        outlook.netKw[k][z] = n;
        outlook.pvKw[k][z] = Math.max(0, loads[k] - n);
      }
      outlook.loadKw[k] = loads[k];
      // Tariffs and outages are announced a day ahead, emissions are not.
      int known = k <= perDay ? t + k : t + k - perDay;
      outlook.importPerKwh[k] =
          s.importPrice()[known] + scenario.penalties().co2Price() * emissions[k];
      outlook.exportPerKwh[k] = s.exportPrice()[known];
      outlook.up[k] = !outages.announced() || k > perDay || s.gridUp()[t + k];
    }
  }

  @Override
  public int gridState() {
    return outages.state();
  }
}
