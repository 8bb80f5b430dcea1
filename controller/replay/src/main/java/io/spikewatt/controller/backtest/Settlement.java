package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.SlotCost;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.util.List;

/**
 * Serves a step's measured net load from the cheapest sources, with the given power of storages and
 * jobs.
 */
final class Settlement {

  private final BacktestScenario scenario;
  private final SlotCost cost;

  Settlement(BacktestScenario scenario) {
    this.scenario = scenario;
    this.cost = new SlotCost(supply(scenario));
  }

  /** The scenario's sources beside the grid. */
  static SupplyOptions supply(BacktestScenario scenario) {
    List<SupplyOptions.Tier> tiers =
        scenario.penalties().tiers().stream()
            .map(tier -> new SupplyOptions.Tier(tier.share(), tier.costPerKwh()))
            .toList();
    SupplyOptions.Genset genset =
        scenario
            .genset()
            .map(g -> new SupplyOptions.Genset(g.minKw(), g.maxKw(), scenario.gensetPerKwh()))
            .orElse(SupplyOptions.Genset.NONE);
    return new SupplyOptions(
        genset, tiers, scenario.penalties().unserved(), scenario.penalties().overgeneration());
  }

  EnergyFlows settle(int t, DevicePowers powers) {
    BacktestScenario.Series s = scenario.series();
    boolean up = s.gridUp()[t];
    double imports = up ? scenario.grid().map(BacktestScenario.Grid::importMaxKw).orElse(0.0) : 0;
    double exports = scenario.exportMaxKw(t);
    double sells = s.exportPrice()[t];
    cost.slot(scenario.stepHours(), scenario.importPerKwh(t), sells, imports, exports)
        .absorbers(s.loadKw()[t], s.pvKw()[t]);
    return new EnergyFlows(powers, cost.split(s.loadKw()[t] - s.pvKw()[t] + powers.takenKw()));
  }
}
