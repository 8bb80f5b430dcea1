package io.spikewatt.controller.plan;

import java.util.Arrays;

/** The forward pass: what is expected to happen if the mean forecast comes true. */
final class Rollout {

  private final PlanModel model;
  private final Moves moves;
  private final SlotCost cost = new SlotCost();

  Rollout(PlanModel model, Moves moves) {
    this.model = model;
    this.moves = moves;
  }

  /**
   * What came out.
   *
   * @param bill expected bill with wear
   * @param evEndKwh energy of the EV at its departure or the horizon's end
   * @param overImportKw largest import beyond the limit
   * @param overExportKw largest export beyond the limit
   */
  record Outcome(
      Schedule schedule, double bill, double evEndKwh, double overImportKw, double overExportKw) {}

  /**
   * Follows the values from the measured state.
   *
   * @param batteryKwh energy now, within the battery's window
   * @param car the EV that is planned
   */
  Outcome run(
      Horizon horizon, Backward backward, double batteryKwh, java.util.Optional<EvPlan> car) {
    int n = horizon.slots;
    double[] load = new double[n];
    double[] pv = new double[n];
    double[] curtailed = new double[n];
    double[] battery = new double[n];
    double[] ev = new double[n];
    double[] compute = new double[n];
    double[] grid = new double[n];
    double[] batteryValue = new double[n];
    double[] evValue = new double[n];
    boolean hasBattery = model.storage().usable();
    double[] soc = new double[hasBattery ? n + 1 : 0];
    double[] evSoc = new double[car.isPresent() ? n + 1 : 0];
    double evKwh = car.map(EvPlan::fromKwh).orElse(0.0);
    double stored = batteryKwh;
    double bill = 0;
    double overImport = 0;
    double overExport = 0;
    for (int k = 0; k < n; k++) {
      if (hasBattery) {
        soc[k] = 100 * stored / model.storage().capacityKwh();
      }
      if (car.isPresent()) {
        evSoc[k] = car.get().socPct(evKwh);
      }
      Lattice lattice = backward.lattice(k);
      NetLoadClasses.Slot slot = horizon.net[k];
      double net = slot.loadKw - slot.pvKw + model.compute().minKw() + horizon.otherEvKw[k];
      backward.slot(cost, horizon, k);
      cost.absorbers(
          slot.pvKw,
          model.compute().maxKw() - model.compute().minKw(),
          model.compute().valuePerKwh());
      moves.list(
          cost,
          lattice,
          backward.evPower(horizon, k),
          net,
          horizon.hours[k],
          above(stored, lattice.batteryFromKwh(), lattice.batteryStepKwh()),
          lattice.hasEv() ? above(evKwh, lattice.evFromKwh(), lattice.evStepKwh()) : 0);
      int best = cheapest(lattice, backward.mean(k), stored, evKwh);
      stored += moves.batteryKwh[best];
      evKwh += moves.evKwh[best];

      double g = net - moves.batteryKw[best] + moves.evKw[best];
      double flex = cost.flex(g);
      double curtail = cost.curtail(g + flex);
      double gridKw = g + flex + curtail;
      load[k] = 1000 * slot.loadKw;
      pv[k] = 1000 * slot.pvKw;
      curtailed[k] = 1000 * curtail;
      battery[k] = 1000 * moves.batteryKw[best];
      ev[k] = -1000 * (moves.evKw[best] + horizon.otherEvKw[k]);
      compute[k] = -1000 * (model.compute().minKw() + flex);
      grid[k] = 1000 * gridKw;
      batteryValue[k] = lattice.batterySlope(backward.mean(k), stored, evKwh);
      evValue[k] = lattice.evSlope(backward.mean(k), stored, evKwh);
      double price = gridKw > 0 ? horizon.billPerKwh[k] : model.tariff().exportPerKwh();
      double wear = model.storage().wearPerKwh() / 2 * Math.abs(moves.batteryKw[best]);
      bill += (price * gridKw + wear) * horizon.hours[k];
      overImport = Math.max(overImport, gridKw - horizon.importKw);
      overExport = Math.max(overExport, -gridKw - horizon.exportKw);
    }
    if (hasBattery) {
      soc[n] = 100 * stored / model.storage().capacityKwh();
    }
    if (car.isPresent()) {
      evSoc[n] = car.get().socPct(evKwh);
    }
    Schedule schedule =
        new Schedule(
            load,
            pv,
            curtailed,
            battery,
            ev,
            compute,
            grid,
            soc,
            evSoc,
            Arrays.copyOf(horizon.importPerKwh, n),
            Arrays.copyOf(horizon.exportPerKwh, n),
            batteryValue,
            evValue);
    return new Outcome(schedule, bill, evKwh, overImport, overExport);
  }

  /** The move with the smallest cost now plus value then; standing still is always possible. */
  private int cheapest(Lattice lattice, double[] values, double stored, double evKwh) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int m = 0; m < moves.count; m++) {
      double b = stored + moves.batteryKwh[m];
      double e = evKwh + moves.evKwh[m];
      if (outside(b, lattice.batteryFromKwh(), lattice.batteryTopKwh())
          || (lattice.hasEv() && outside(e, lattice.evFromKwh(), lattice.evTopKwh()))) {
        continue;
      }
      double total = moves.cost[m] + lattice.interpolate(values, b, e);
      if (total < least - 1e-12) {
        least = total;
        best = m;
      }
    }
    return best;
  }

  private static boolean outside(double kwh, double low, double high) {
    return kwh < low - 1e-9 || kwh > high + 1e-9;
  }

  /** How far {@code kwh} lies above a level. */
  private static double above(double kwh, double from, double step) {
    double steps = (kwh - from) / step;
    double off = (steps - Math.floor(steps + 1e-9)) * step;
    return Math.max(0, off);
  }
}
