package io.spikewatt.controller.plan;

import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Levels;
import io.spikewatt.controller.value.OutageRisk;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.controller.value.Store;
import io.spikewatt.controller.value.Supply;
import java.time.Duration;
import java.util.Arrays;

/**
 * What it costs to be caught by an outage with little stored: the recursion once more, in hours,
 * with a grid that is away and comes back in each hour with the same chance. PV is curtailed then,
 * cars take nothing, compute its least, gensets run and loads are shed as it is cheapest. One
 * thread at a time.
 */
final class OutageCost {

  /** Slots of a plan in one of these, an hour. */
  private final int together;

  private static final int PER_DAY = 24;

  /** There is one storage. */
  private static final Levels LEVELS = new Levels(14, 41, 81, 2, 2, 2, 2, 1);

  /** State of the grid that is away. */
  private static final int DOWN = 1;

  private final PlanModel model;
  private final int classes;
  private final Outlook outlook;
  private final Backward alone;
  private final Store[] stores;
  private final GridChain chain = new GridChain();
  private final double[] returns = new double[1 + DOWN];
  private final OutageRisk risk;

  OutageCost(PlanModel model, SlotGrid grid, int classes) {
    this.together = Math.max(1, (int) (Duration.ofHours(1).toMillis() / grid.slot().toMillis()));
    Duration hour = grid.slot().multipliedBy(together);
    int mostHours = Math.ceilDiv(grid.most(), together);
    this.risk = new OutageRisk(mostHours, LEVELS.most(), together);
    this.model = model;
    this.classes = classes;
    PlanModel.Backup backup = model.backup();
    Supply supply = new Supply(backup.genset(), backup.tiers(), backup.outagePerKwh(), 0);
    this.outlook = new Outlook(mostHours, classes);
    Arrays.fill(outlook.after, new NetLoadClasses(classes, hour).after());
    outlook.staysAway = true;
    this.alone = new Backward(supply, classes, LEVELS, mostHours, PER_DAY, true);
    this.stores = new Store[] {model.storage().store(backup.startKwh())};
  }

  /**
   * By what is stored at the end of each slot: of use until the next call.
   *
   * @param horizon with loads and prices filled in
   */
  OutageRisk of(Horizon horizon, Outages.Expected outages) {
    if (!(outages.failsPerHour() > 0)) {
      return OutageRisk.NONE;
    }
    outlook.slots = Math.ceilDiv(horizon.slots, together);
    for (int hour = 0; hour < outlook.slots; hour++) {
      int from = hour * together;
      fill(horizon, hour, from, Math.min(from + together, horizon.slots));
    }
    outlook.leftPerKwh = 0.97 * model.storage().efficiency() * Math.max(0, horizon.cheapestPerKwh);
    returns[DOWN] = -Math.expm1(-1 / Math.max(0.01, outages.awayHours()));
    chain.unannounced(0, DOWN, returns);
    alone.run(outlook, stores, chain, DOWN, horizon.epoch() / together);
    risk.of(alone, outlook, outages.failsPerHour());
    return risk;
  }

  /** The means of some slots. */
  private void fill(Horizon horizon, int hour, int from, int to) {
    Outlook fine = horizon.outlook;
    outlook.hours[hour] = 0;
    outlook.importPerKwh[hour] = 0;
    outlook.exportPerKwh[hour] = 0;
    outlook.loadKw[hour] = 0;
    Arrays.fill(outlook.netKw[hour], model.compute().minKw());
    Arrays.fill(outlook.pvKw[hour], 0);
    outlook.importKw[hour] = horizon.importKw;
    outlook.exportKw[hour] = horizon.exportKw;
    double part = 1.0 / (to - from);
    for (int k = from; k < to; k++) {
      outlook.hours[hour] += fine.hours[k];
      outlook.importPerKwh[hour] += part * fine.importPerKwh[k];
      outlook.exportPerKwh[hour] += part * fine.exportPerKwh[k];
      outlook.loadKw[hour] += part * horizon.net[k].loadKw;
      for (int z = 0; z < classes; z++) {
        outlook.netKw[hour][z] += part * horizon.net[k].netKw[z];
        outlook.pvKw[hour][z] += part * horizon.net[k].pvClassKw[z];
      }
    }
  }
}
