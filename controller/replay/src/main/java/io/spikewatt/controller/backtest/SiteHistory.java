package io.spikewatt.controller.backtest;

import io.spikewatt.config.site.Site;
import java.time.Instant;

/**
 * What the gateway recorded of its site over some time, in its slots. Slots of which too little is
 * known are left out, so that two neighbours in the arrays need not be neighbours in time.
 *
 * @param scenario the same as a scenario: load is all that was consumed beside the batteries, cars,
 *     compute and heat pumps included, as it was; it may go on after {@code slots}, for who knows
 *     the future
 * @param prices that were published
 * @param starts of each of the scenario's slots, UTC, ascending
 * @param slots that count
 * @param unknown slots of the requested range that were left out
 */
public record SiteHistory(
    Site site,
    BacktestScenario scenario,
    PastPrices prices,
    Instant[] starts,
    int slots,
    int unknown,
    Metered metered) {

  /**
   * Measured values, one element a slot; NaN = unknown.
   *
   * @param gridKw at the connection, import positive
   * @param batteryKw of all batteries together, discharge positive
   * @param storedKwh in the batteries at the slot's start
   * @param gainedKwh stored in the batteries over the whole time
   */
  public record Metered(
      double[] gridKw, double[] batteryKw, double[] storedKwh, double gainedKwh) {}

  SiteHistory withoutBattery() {
    BacktestScenario bare =
        new BacktestScenario(
            scenario.id(),
            scenario.steps(),
            scenario.stepHours(),
            BacktestScenario.Battery.NONE,
            scenario.grid(),
            scenario.genset(),
            scenario.evs(),
            scenario.jobs(),
            scenario.penalties(),
            scenario.series());
    return new SiteHistory(site, bare, prices, starts, slots, unknown, metered);
  }

  /** The months' peaks of a course that is yet to come. */
  MonthPeaks peaks() {
    return new MonthPeaks(
        starts, slots, scenario.stepHours(), site.zone(), site.tariff().demandPerKw());
  }
}
