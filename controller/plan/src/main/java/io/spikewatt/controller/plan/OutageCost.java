package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.OutageRisk;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.time.Duration;
import java.util.Arrays;

/**
 * Cost of an outage at low stored energy: the recursion once more, in hours, with a grid that is
 * down and returns in each hour with the same probability. PV is curtailed then, cars take nothing,
 * flexible loads their least, and gensets and shedding are used at least cost. Confined to one
 * thread at a time.
 */
final class OutageCost {

  /** Slots of a plan in one hour of this pass. */
  private final int together;

  private static final int PER_DAY = 24;

  /** There is one storage. */
  private static final GridResolution LEVELS = new GridResolution(14, 41, 81, 2, 2, 2, 2, 1);

  /** State of the grid that is down. */
  private static final int DOWN = 1;

  private final PlanModel model;
  private final int classes;
  private final HorizonData horizonData;
  private final BackwardPass alone;
  private final Storage[] stores;
  private final GridMarkovChain chain = new GridMarkovChain();
  private final double[] returns = new double[1 + DOWN];
  private final OutageRisk risk;

  OutageCost(PlanModel model, SlotGrid grid, int classes) {
    this.together = Math.max(1, (int) (Duration.ofHours(1).toMillis() / grid.slot().toMillis()));
    Duration hour = grid.slot().multipliedBy(together);
    int mostHours = Math.ceilDiv(grid.fine(), together);
    this.risk = new OutageRisk(mostHours, LEVELS.most(), together);
    this.model = model;
    this.classes = classes;
    PlanModel.Backup backup = model.backup();
    SupplyOptions supplyOptions =
        new SupplyOptions(backup.genset(), backup.tiers(), backup.outagePerKwh(), 0);
    this.horizonData = new HorizonData(mostHours, classes);
    Arrays.fill(horizonData.after, new NetLoadClasses(classes, hour).after());
    horizonData.staysAway = true;
    this.alone = new BackwardPass(supplyOptions, classes, LEVELS, mostHours, PER_DAY, true);
    this.stores = new Storage[] {model.storage().store(backup.startKwh())};
  }

  /**
   * Risk by stored energy at the end of each slot; that of the last fine slots holds for later
   * ones. Valid until the next call.
   *
   * @param planHorizon with loads and prices filled in
   */
  OutageRisk of(PlanHorizon planHorizon, OutageRates.Expected outages) {
    if (!(outages.failsPerHour() > 0)) {
      return OutageRisk.NONE;
    }
    int slots = planHorizon.fineSlots();
    horizonData.slots = Math.ceilDiv(slots, together);
    for (int hour = 0; hour < horizonData.slots; hour++) {
      int from = hour * together;
      fill(planHorizon, hour, from, Math.min(from + together, slots));
    }
    horizonData.leftPerKwh =
        0.97 * model.storage().efficiency() * Math.max(0, planHorizon.cheapestPerKwh);
    returns[DOWN] = -Math.expm1(-1 / Math.max(0.01, outages.awayHours()));
    chain.unannounced(0, DOWN, returns);
    alone.run(horizonData, stores, chain, DOWN, planHorizon.epoch() / together);
    risk.of(alone, horizonData, outages.failsPerHour());
    return risk;
  }

  /** Fills an hour with the means of its slots. */
  private void fill(PlanHorizon planHorizon, int hour, int from, int to) {
    HorizonData fine = planHorizon.horizonData;
    horizonData.hours[hour] = 0;
    horizonData.importPerKwh[hour] = 0;
    horizonData.exportPerKwh[hour] = 0;
    horizonData.loadKw[hour] = 0;
    Arrays.fill(horizonData.netKw[hour], model.flexible().minKw());
    Arrays.fill(horizonData.pvKw[hour], 0);
    horizonData.importKw[hour] = planHorizon.importKw;
    horizonData.exportKw[hour] = planHorizon.exportKw;
    double part = 1.0 / (to - from);
    for (int k = from; k < to; k++) {
      horizonData.hours[hour] += fine.hours[k];
      horizonData.importPerKwh[hour] += part * fine.importPerKwh[k];
      horizonData.exportPerKwh[hour] += part * fine.exportPerKwh[k];
      horizonData.loadKw[hour] += part * planHorizon.net[k].loadKw;
      for (int z = 0; z < classes; z++) {
        horizonData.netKw[hour][z] += part * planHorizon.net[k].netKw[z];
        horizonData.pvKw[hour][z] += part * planHorizon.net[k].pvClassKw[z];
      }
    }
  }
}
