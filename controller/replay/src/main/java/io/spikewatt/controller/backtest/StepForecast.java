package io.spikewatt.controller.backtest;

import io.spikewatt.controller.plan.OutageRates;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Instant;
import java.util.Arrays;

/**
 * Expected coming steps, as input of a plan. The first step is the running one, of which everything
 * is known.
 *
 * @param ahead load and PV, W
 * @param prices of energy and emissions of the grid
 * @param outages expected outages of the grid
 */
record StepForecast(PlanRequest.Ahead ahead, Prices prices, OutageRates outages) {

  /** Start of a step: scenarios begin at the epoch. */
  static Instant start(BacktestScenario scenario, int step) {
    return Instant.EPOCH.plus(ScenarioSite.slots(scenario).slot().multipliedBy(step));
  }

  /** A forecast from step {@code t} on whose errors have no quantiles. */
  static Forecast of(BacktestScenario scenario, int t, double[] kw) {
    double[] watts = watts(kw);
    return new Forecast(
        start(scenario, t),
        ScenarioSite.slots(scenario).slot(),
        watts,
        watts,
        watts,
        watts,
        "scenario");
  }

  /** Prices from step {@code t} on; emissions in kg a kWh. */
  static Prices prices(
      BacktestScenario scenario, int t, double[] importPrice, double[] exportPrice, double[] co2) {
    return new Prices(
        start(scenario, t), ScenarioSite.slots(scenario).slot(), importPrice, exportPrice, co2);
  }

  static double[] watts(double[] kw) {
    return Arrays.stream(kw).map(value -> 1000 * value).toArray();
  }
}
