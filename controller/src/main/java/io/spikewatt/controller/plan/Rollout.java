package io.spikewatt.controller.plan;

import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.Lattice;
import io.spikewatt.controller.value.Split;
import io.spikewatt.controller.value.Store;
import io.spikewatt.controller.value.Supply;
import java.util.Arrays;
import java.util.Optional;

/** The forward pass: what is expected to happen if the mean forecast comes true. */
final class Rollout {

  private final PlanModel model;
  private final DemandCharge demand;
  private final Choice choice;
  private final Split split = new Split(0);

  Rollout(PlanModel model, Supply supply, DemandCharge demand) {
    this.model = model;
    this.demand = demand;
    this.choice = new Choice(supply, Choice.Equals.EXCHANGE_LEAST);
  }

  /**
   * What came out.
   *
   * @param bill expected bill with wear and what the import's CO2 costs
   * @param co2Kg emission of the import; NaN = not known
   * @param evEndKwh energy of the EV at its departure or the horizon's end
   * @param overImportKw largest import beyond the limit
   * @param overExportKw largest export beyond the limit
   * @param peakKw highest quarter-hour mean import of the running month
   */
  record Outcome(
      Schedule schedule,
      double bill,
      double co2Kg,
      double evEndKwh,
      double overImportKw,
      double overExportKw,
      double peakKw) {}

  /**
   * Follows the values from the measured state.
   *
   * @param batteryKwh energy now, within the battery's window
   * @param car the EV that is planned
   */
  Outcome run(
      Horizon horizon, Backward backward, Store[] stores, double batteryKwh, Optional<EvPlan> car) {
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
    double co2Kg = 0;
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
      double net = slot.loadKw - slot.pvKw + model.compute().minKw() + horizon.spreadKw(k);
      choice.make(backward, stores, horizon.outlook, k, true, net, slot.pvKw, stored, evKwh, 0);
      choice.split(split);
      stored += choice.kwh[0];
      evKwh += choice.kwh[1];
      double gridKw = split.importKw + split.unservedKw - split.exportKw - split.surplusKw;
      load[k] = 1000 * slot.loadKw;
      pv[k] = 1000 * slot.pvKw;
      curtailed[k] = 1000 * split.curtailedKw;
      battery[k] = 1000 * choice.kw[0];
      ev[k] = 1000 * (choice.kw[1] - horizon.otherEvKw[k]);
      compute[k] = -1000 * (model.compute().minKw() + horizon.jobKw[k] + split.flexKw);
      grid[k] = 1000 * gridKw;
      batteryValue[k] = lattice.slope(0, backward.mean(k), stored, evKwh, 0);
      evValue[k] = lattice.slope(1, backward.mean(k), stored, evKwh, 0);
      double price = gridKw > 0 ? horizon.billPerKwh[k] : horizon.paidPerKwh[k];
      double wear = model.storage().wearPerKwh() / 2 * Math.abs(choice.kw[0]);
      wear += car.map(c -> c.wearPerKwh() / 2).orElse(0.0) * Math.abs(choice.kw[1]);
      bill += (price * gridKw + wear) * horizon.outlook.hours[k];
      co2Kg += horizon.co2KgPerKwh[k] * Math.max(0, gridKw) * horizon.outlook.hours[k];
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
            Arrays.copyOf(horizon.outlook.importPerKwh, n),
            Arrays.copyOf(horizon.outlook.exportPerKwh, n),
            demand.levelW(horizon),
            batteryValue,
            evValue);
    return new Outcome(
        schedule,
        bill + demand.bill(horizon, grid),
        co2Kg,
        evKwh,
        overImport,
        overExport,
        demand.peakKw(horizon, grid));
  }
}
