package io.spikewatt.controller.backtest;

import io.spikewatt.controller.plan.OutageRates;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.SlotGrid;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.inference.calibrate.ErrorBins;
import io.spikewatt.inference.calibrate.ErrorSpread;
import io.spikewatt.inference.feature.SeriesKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The daemon's forecasts at each step, from the measurements up to it. */
final class OwnForecasts implements StepForecaster {

  private static final int ERROR_DAYS = 112;
  private static final int CLEAR_DAYS = 21;

  /**
   * Expected values by step and slot ahead: load and PV in kW, emissions of the grid in kg a kWh.
   */
  record Expected(float[][] load, float[][] pv, float[][] co2) {

    /** As the daemon forecasts them; the series learn at the same time. */
    static Expected of(BacktestScenario scenario, int steps, ScenarioForecasts forecasts) {
      BacktestScenario.Series s = scenario.series();
      SlotGrid slots = ScenarioSite.slots(scenario);
      // Emissions have a daily and a weekly pattern as a load has.
      List<float[][]> made =
          Stream.of(
                  new Recorded(s.loadKw(), SeriesKind.LOAD),
                  new Recorded(s.pvKw(), SeriesKind.PV),
                  new Recorded(s.gridCo2(), SeriesKind.LOAD))
              .parallel()
              .map(r -> forecasts.of(r.values, steps, r.kind, slots.slot(), slots.most() - 1))
              .toList();
      return new Expected(made.get(0), made.get(1), made.get(2));
    }
  }

  private record Recorded(double[] values, SeriesKind kind) {}

  private final BacktestScenario scenario;
  private final Expected expected;
  private final int horizon;
  private final int classes;
  private final int perDay;
  private final ErrorSpread spread;
  private final ErrorBins errors;
  private final Optional<OutageRecord> outages;

  /**
   * @param expected from all steps that are requested
   * @param announced whether outages are known a day ahead
   * @param ages distinguished ages of an outage
   */
  OwnForecasts(
      BacktestScenario scenario, Expected expected, int classes, boolean announced, int ages) {
    this.scenario = scenario;
    this.expected = expected;
    this.classes = classes;
    this.horizon = ScenarioSite.slots(scenario).most();
    this.perDay = (int) Math.round(24 / scenario.stepHours());
    this.spread = new ErrorSpread(perDay, horizon - 1);
    this.errors = new ErrorBins(perDay, horizon - 1, classes, ERROR_DAYS);
    this.outages =
        announced || scenario.grid().isEmpty()
            ? Optional.empty()
            : Optional.of(new OutageRecord(scenario.stepHours(), ages));
  }

  @Override
  public StepForecast forecast(int t) {
    BacktestScenario.Series s = scenario.series();
    double[] loads = from(s.loadKw()[t], expected.load[t]);
    double[] suns = from(s.pvKw()[t], expected.pv[t]);
    double[] emissions = from(s.gridCo2()[t], expected.co2[t]);
    double[] net = new double[horizon];
    Arrays.setAll(net, k -> loads[k] - suns[k]);
    double[] clear = new double[horizon];
    Arrays.setAll(clear, k -> clear(t, k));
    errors.add(net[0], net, spread.add(net[0], net, suns, clear));
    int steps = Math.min(horizon, scenario.steps() - t);
    double[][] errorsW = new double[steps][classes];
    for (int k = 1; k < steps; k++) {
      errorsW[k] = StepForecast.watts(errors.off(k));
    }
    return new StepForecast(
        new PlanRequest.Ahead(
            StepForecast.of(scenario, t, Arrays.copyOf(loads, steps)),
            StepForecast.of(scenario, t, Arrays.copyOf(suns, steps)),
            Optional.of(errorsW)),
        aDayAhead(t, steps, Arrays.copyOf(emissions, steps)),
        outages(t, steps));
  }

  /** The running step's value and the expected ones. */
  private static double[] from(double now, float[] ahead) {
    double[] values = new double[1 + ahead.length];
    Arrays.setAll(values, k -> k == 0 ? now : ahead[k - 1]);
    return values;
  }

  /** Most PV power at the time of a step ahead in the last weeks, kW. */
  private double clear(int t, int ahead) {
    double[] pv = scenario.series().pvKw();
    int days = Math.ceilDiv(ahead, perDay);
    double most = 0;
    for (int day = 0; day < CLEAR_DAYS; day++) {
      int step = t + ahead - (days + day) * perDay;
      most = step >= 0 ? Math.max(most, pv[step]) : most;
    }
    return most;
  }

  /** Tariffs are announced a day ahead; beyond it a step takes the price of a day before. */
  private Prices aDayAhead(int t, int steps, double[] emissions) {
    double[] imports = new double[steps];
    double[] exports = new double[steps];
    for (int k = 0; k < steps; k++) {
      int known = k <= perDay ? t + k : t + k - perDay;
      imports[k] = scenario.series().importPrice()[known];
      exports[k] = scenario.series().exportPrice()[known];
    }
    return StepForecast.prices(scenario, t, imports, exports, emissions);
  }

  private OutageRates outages(int t, int steps) {
    if (outages.isEmpty()) {
      return TrueFuture.announced(scenario, t, t + Math.min(steps, 1 + perDay));
    }
    outages.get().update(scenario.series().gridUp()[t]);
    return outages.get().expected();
  }
}
