package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.SlotCost;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves a step's measured net load from the cheapest sources, with the given power of storages and
 * jobs.
 */
final class Settlement {

  private final BacktestScenario backtestScenario;
  private final SlotCost cost;

  Settlement(BacktestScenario backtestScenario) {
    this.backtestScenario = backtestScenario;
    this.cost = new SlotCost(supply(backtestScenario));
  }

  /** The scenario's sources beside the grid. */
  static SupplyOptions supply(BacktestScenario backtestScenario) {
    List<SupplyOptions.Tier> tiers = new ArrayList<>();
    for (BacktestScenario.Tier tier : backtestScenario.penalties().tiers()) {
      tiers.add(new SupplyOptions.Tier(tier.share(), tier.costPerKwh()));
    }
    SupplyOptions.Genset genset =
        backtestScenario
            .genset()
            .map(
                g ->
                    new SupplyOptions.Genset(g.minKw(), g.maxKw(), backtestScenario.gensetPerKwh()))
            .orElse(SupplyOptions.Genset.NONE);
    return new SupplyOptions(
        genset,
        tiers,
        backtestScenario.penalties().unserved(),
        backtestScenario.penalties().overgeneration());
  }

  /** The flows with these powers of storages and jobs. */
  EnergyFlows settle(int t, DevicePowers powers) {
    BacktestScenario.Series s = backtestScenario.series();
    boolean up = s.gridUp()[t];
    double imports =
        up ? backtestScenario.grid().map(BacktestScenario.Grid::importMaxKw).orElse(0.0) : 0;
    double exports =
        up ? backtestScenario.grid().map(BacktestScenario.Grid::exportMaxKw).orElse(0.0) : 0;
    double sells = s.exportPrice()[t];
    cost.slot(
            backtestScenario.stepHours(), backtestScenario.importPerKwh(t), sells, imports, exports)
        .absorbers(s.loadKw()[t], s.pvKw()[t], 0, 0);
    return new EnergyFlows(powers, cost.split(s.loadKw()[t] - s.pvKw()[t] + powers.takenKw()));
  }
}
