package io.spikewatt.controller.backtest;

import io.spikewatt.controller.value.SlotCost;
import io.spikewatt.controller.value.Split;
import io.spikewatt.controller.value.Supply;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves a step's measured net load, with storages and jobs as decided, from the cheapest sources.
 */
final class Settlement {

  private final Scenario scenario;
  private final SlotCost cost;
  private final Split split;

  Settlement(Scenario scenario) {
    this.scenario = scenario;
    this.cost = new SlotCost(supply(scenario));
    this.split = new Split(scenario.penalties().tiers().size());
  }

  /** The scenario's sources beside the grid. */
  static Supply supply(Scenario scenario) {
    List<Supply.Tier> tiers = new ArrayList<>();
    for (Scenario.Tier tier : scenario.penalties().tiers()) {
      tiers.add(new Supply.Tier(tier.share(), tier.costPerKwh()));
    }
    Supply.Genset genset =
        scenario
            .genset()
            .map(g -> new Supply.Genset(g.minKw(), g.maxKw(), scenario.gensetPerKwh()))
            .orElse(Supply.Genset.NONE);
    return new Supply(
        genset, tiers, scenario.penalties().unserved(), scenario.penalties().overgeneration());
  }

  /** Fills in the sources. */
  void settle(int t, Flows flows) {
    Scenario.Series s = scenario.series();
    boolean up = s.gridUp()[t];
    double imports = up ? scenario.grid().map(Scenario.Grid::importMaxKw).orElse(0.0) : 0;
    double exports = up ? scenario.grid().map(Scenario.Grid::exportMaxKw).orElse(0.0) : 0;
    double sells = s.exportPrice()[t];
    cost.slot(scenario.stepHours(), scenario.importPerKwh(t), sells, imports, exports)
        .absorbers(s.loadKw()[t], s.pvKw()[t], 0, 0);
    cost.split(s.loadKw()[t] - s.pvKw()[t] + flows.takenKw(), split);
    flows.importKw = split.importKw;
    flows.exportKw = split.exportKw;
    flows.curtailedKw = split.curtailedKw;
    flows.gensetKw = split.gensetKw;
    flows.unservedKw = split.unservedKw;
    flows.overgenerationKw = split.surplusKw;
    System.arraycopy(split.shedKw, 0, flows.shedKw, 0, flows.shedKw.length);
  }
}
