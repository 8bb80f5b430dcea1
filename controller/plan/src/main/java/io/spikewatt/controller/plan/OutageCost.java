package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.OutageRisk;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

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
  private final double[][][] after;
  private final BackwardPass alone;
  private final Storage[] stores;

  OutageCost(PlanModel model, SlotGrid grid, int classes) {
    this.together = Math.max(1, (int) (Duration.ofHours(1).toMillis() / grid.slot().toMillis()));
    Duration hour = grid.slot().multipliedBy(together);
    int mostHours = Math.ceilDiv(grid.fine(), together);
    this.model = model;
    this.classes = classes;
    this.after = new double[mostHours][][];
    Arrays.fill(after, new NetLoadClasses(classes, hour).after());
    PlanModel.Backup backup = model.backup();
    SupplyOptions supplyOptions =
        new SupplyOptions(backup.genset(), backup.tiers(), backup.outagePerKwh(), 0);
    this.alone = new BackwardPass(supplyOptions, classes, LEVELS, mostHours, PER_DAY, true);
    this.stores = new Storage[] {model.storage().store(backup.startKwh())};
  }

  /**
   * Risk by stored energy at the end of each slot; that of the last fine slots holds for later
   * ones.
   *
   * @param end of the horizon; its energy can be bought later at the price of what is charged later
   */
  OutageRisk of(
      HorizonSlots slots,
      List<NetLoadClasses.Slot> net,
      SlotProblem.Connection fine,
      SlotProblem.End end,
      OutageRates.Expected outages) {
    if (!(outages.failsPerHour() > 0)) {
      return OutageRisk.NONE;
    }
    double left = 0.97 * model.storage().efficiency() * end.laterPerKwh();
    SlotProblem problem =
        SlotProblem.away(
            connection(slots, fine),
            netLoad(slots, net),
            new SlotProblem.End(false, left, 0, end.learns()));
    double returns = -Math.expm1(-1 / Math.max(0.01, outages.awayHours()));
    GridMarkovChain chain = GridMarkovChain.unannounced(0, DOWN, 0, returns);
    return alone
        .run(problem, stores, chain, DOWN, slots.epoch() / together)
        .risk(outages.failsPerHour(), together);
  }

  /** The grid connection by hour, with the means of its slots. */
  private SlotProblem.Connection connection(HorizonSlots slots, SlotProblem.Connection fine) {
    int hours = Math.ceilDiv(slots.fine(), together);
    double[] length = new double[hours];
    double[] importPerKwh = new double[hours];
    double[] exportPerKwh = new double[hours];
    for (int k = 0; k < slots.fine(); k++) {
      int hour = k / together;
      length[hour] += fine.hours()[k];
      importPerKwh[hour] += part(slots, hour) * fine.importPerKwh()[k];
      exportPerKwh[hour] += part(slots, hour) * fine.exportPerKwh()[k];
    }
    return new SlotProblem.Connection(
        length,
        importPerKwh,
        exportPerKwh,
        Arrays.copyOf(fine.importKw(), hours),
        Arrays.copyOf(fine.exportKw(), hours),
        0,
        new boolean[hours],
        true);
  }

  private SlotProblem.NetLoad netLoad(HorizonSlots slots, List<NetLoadClasses.Slot> net) {
    int hours = Math.ceilDiv(slots.fine(), together);
    double[] loadKw = new double[hours];
    double[][] netKw = new double[hours][classes];
    double[][] pvKw = new double[hours][classes];
    for (double[] hour : netKw) {
      Arrays.fill(hour, model.flexible().minKw());
    }
    for (int k = 0; k < slots.fine(); k++) {
      int hour = k / together;
      double part = part(slots, hour);
      loadKw[hour] += part * net.get(k).loadKw();
      for (int z = 0; z < classes; z++) {
        netKw[hour][z] += part * net.get(k).netKw()[z];
        pvKw[hour][z] += part * net.get(k).pvClassKw()[z];
      }
    }
    return new SlotProblem.NetLoad(loadKw, netKw, pvKw, after);
  }

  /** Share of one slot in an hour; the last hour may have fewer slots. */
  private double part(HorizonSlots slots, int hour) {
    return 1.0 / Math.min(together, slots.fine() - hour * together);
  }
}
