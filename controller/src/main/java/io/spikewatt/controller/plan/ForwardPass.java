package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyMix;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.util.Arrays;
import java.util.Optional;

/** The forward pass: what is expected to happen if the mean forecast comes true. */
final class ForwardPass {

  private final PlanModel model;
  private final DemandCharge demand;
  private final BestAction bestAction;
  private final SupplyMix supplyMix = new SupplyMix(0);

  ForwardPass(PlanModel model, SupplyOptions supplyOptions, DemandCharge demand) {
    this.model = model;
    this.demand = demand;
    this.bestAction = new BestAction(supplyOptions, BestAction.Equals.EXCHANGE_LEAST);
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
      PlanSchedule schedule,
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
      PlanHorizon planHorizon,
      BackwardPass backwardPass,
      Storage[] stores,
      double batteryKwh,
      Optional<EvPlan> car) {
    int n = planHorizon.slots;
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
      StateGrid stateGrid = backwardPass.lattice(k);
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double net = slot.loadKw - slot.pvKw + model.compute().minKw() + planHorizon.spreadKw(k);
      bestAction.make(
          backwardPass, stores, planHorizon.horizonData, k, true, net, slot.pvKw, stored, evKwh, 0);
      bestAction.split(supplyMix);
      stored += bestAction.kwh[0];
      evKwh += bestAction.kwh[1];
      double gridKw =
          supplyMix.importKw + supplyMix.unservedKw - supplyMix.exportKw - supplyMix.surplusKw;
      load[k] = 1000 * slot.loadKw;
      pv[k] = 1000 * slot.pvKw;
      curtailed[k] = 1000 * supplyMix.curtailedKw;
      battery[k] = 1000 * bestAction.kw[0];
      ev[k] = 1000 * (bestAction.kw[1] - planHorizon.otherEvKw[k]);
      compute[k] = -1000 * (model.compute().minKw() + planHorizon.jobKw[k] + supplyMix.flexKw);
      grid[k] = 1000 * gridKw;
      batteryValue[k] = stateGrid.slope(0, backwardPass.mean(k), stored, evKwh, 0);
      evValue[k] = stateGrid.slope(1, backwardPass.mean(k), stored, evKwh, 0);
      double price = gridKw > 0 ? planHorizon.billPerKwh[k] : planHorizon.paidPerKwh[k];
      double wear = model.storage().wearPerKwh() / 2 * Math.abs(bestAction.kw[0]);
      wear += car.map(c -> c.wearPerKwh() / 2).orElse(0.0) * Math.abs(bestAction.kw[1]);
      bill += (price * gridKw + wear) * planHorizon.horizonData.hours[k];
      co2Kg += planHorizon.co2KgPerKwh[k] * Math.max(0, gridKw) * planHorizon.horizonData.hours[k];
      overImport = Math.max(overImport, gridKw - planHorizon.importKw);
      overExport = Math.max(overExport, -gridKw - planHorizon.exportKw);
    }
    if (hasBattery) {
      soc[n] = 100 * stored / model.storage().capacityKwh();
    }
    if (car.isPresent()) {
      evSoc[n] = car.get().socPct(evKwh);
    }
    PlanSchedule planSchedule =
        new PlanSchedule(
            load,
            pv,
            curtailed,
            battery,
            ev,
            compute,
            grid,
            soc,
            evSoc,
            Arrays.copyOf(planHorizon.horizonData.importPerKwh, n),
            Arrays.copyOf(planHorizon.horizonData.exportPerKwh, n),
            demand.levelW(planHorizon),
            batteryValue,
            evValue);
    return new Outcome(
        planSchedule,
        bill + demand.bill(planHorizon, grid),
        co2Kg,
        evKwh,
        overImport,
        overExport,
        demand.peakKw(planHorizon, grid));
  }
}
