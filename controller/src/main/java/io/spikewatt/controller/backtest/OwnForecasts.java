package io.spikewatt.controller.backtest;

import io.spikewatt.controller.plan.OutageRates;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.inference.ahead.ErrorBins;
import io.spikewatt.inference.ahead.ErrorSpread;
import io.spikewatt.inference.ahead.LoadAhead;
import io.spikewatt.inference.ahead.PvAhead;
import java.util.Arrays;
import java.util.Optional;

/** Forecasts from the measurements up to each step, as the product would make them. */
final class OwnForecasts implements StepForecaster {

  /**
   * Regularisation of the ridges, in samples for each hour ahead. Loads have more features and
   * irregular weeks.
   */
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
  private final Optional<OutageRecord> outages;

  /**
   * @param classes error classes
   * @param announced whether outages are known a day ahead
   * @param ages distinguished ages of an outage
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
    this.outages =
        announced || backtestScenario.grid().isEmpty()
            ? Optional.empty()
            : Optional.of(new OutageRecord(backtestScenario.stepHours(), ages));
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public StepForecast forecast(int t) {
    BacktestScenario.Series s = backtestScenario.series();
    double[] loads = load.tell(s.loadKw()[t]).clone();
    double[] suns = pv.tell(s.pvKw()[t]).clone();
    double[] emissions = co2.tell(s.gridCo2()[t]).clone();
    for (int k = 1; k < horizon; k++) {
      net[k] = loads[k] - suns[k];
      clear[k] = pv.clear(k);
    }
    double netNow = s.loadKw()[t] - s.pvKw()[t];
    errors.tell(netNow, net, spread.tell(netNow, net, suns, clear));
    loads[0] = s.loadKw()[t];
    suns[0] = s.pvKw()[t];
    emissions[0] = s.gridCo2()[t];
    int steps = Math.min(horizon, backtestScenario.steps() - t);
    double[][] errorsW = new double[steps][classes];
    for (int k = 1; k < steps; k++) {
      errorsW[k] = StepForecast.watts(errors.off(k));
    }
    return new StepForecast(
        new PlanRequest.Ahead(
            StepForecast.of(backtestScenario, t, Arrays.copyOf(loads, steps)),
            StepForecast.of(backtestScenario, t, Arrays.copyOf(suns, steps)),
            Optional.of(errorsW)),
        aDayAhead(t, steps, Arrays.copyOf(emissions, steps)),
        outages(t, steps));
  }

  /** Tariffs are announced a day ahead; beyond it a step takes the price of a day before. */
  private Prices aDayAhead(int t, int steps, double[] emissions) {
    double[] imports = new double[steps];
    double[] exports = new double[steps];
    for (int k = 0; k < steps; k++) {
      int known = k <= perDay ? t + k : t + k - perDay;
      imports[k] = backtestScenario.series().importPrice()[known];
      exports[k] = backtestScenario.series().exportPrice()[known];
    }
    return StepForecast.prices(backtestScenario, t, imports, exports, emissions);
  }

  private OutageRates outages(int t, int steps) {
    if (outages.isEmpty()) {
      return TrueFuture.announced(backtestScenario, t, t + Math.min(steps, 1 + perDay));
    }
    outages.get().update(backtestScenario.series().gridUp()[t]);
    return outages.get().expected();
  }
}
