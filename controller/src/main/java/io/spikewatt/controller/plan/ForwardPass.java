package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.SupplyMix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The forward pass: the expected course if the mean forecast comes true. */
final class ForwardPass {

  private final PlanModel model;
  private final PlannerSettings settings;
  private final DemandCharge demand;
  private final BestAction bestAction;
  private final SupplyMix supplyMix;

  ForwardPass(PlanModel model, PlannerSettings settings, DemandCharge demand) {
    this.model = model;
    this.settings = settings;
    this.demand = demand;
    this.bestAction = new BestAction(settings.supply(), BestAction.Equals.EXCHANGE_LEAST);
    this.supplyMix = new SupplyMix(settings.supply().tiers().size());
  }

  /**
   * Result of the pass.
   *
   * @param bill expected bill with wear, fuel and what the import's CO2 costs
   * @param co2Kg emission of the import; NaN = not known
   * @param carEndKwh energy of each car with levels at its departure or the horizon's end
   * @param overImportKw largest import beyond the limit
   * @param overExportKw largest export beyond the limit
   * @param peakKw highest quarter-hour mean import of the running month
   */
  record Outcome(
      PlanSchedule schedule,
      double bill,
      double co2Kg,
      double[] carEndKwh,
      double overImportKw,
      double overExportKw,
      double peakKw) {}

  /** The course of one plan, slot by slot. */
  private final class Course {
    private final PlanHorizon planHorizon;
    private final PlannedStorages storages;
    private final double[] load;
    private final double[] pv;
    private final double[] curtailed;
    private final double[] battery;
    private final double[] ev;
    private final double[][] carW;
    private final double[] compute;
    private final double[] grid;
    private final double[] batteryValue;
    private final double[] evValue;
    private final double[] soc;
    private final double[] evSoc;
    private final double[] kwh;
    private double bill;
    private double co2Kg;
    private double overImport;
    private double overExport;

    Course(PlanHorizon planHorizon, PlannedStorages storages) {
      int n = planHorizon.slots;
      this.planHorizon = planHorizon;
      this.storages = storages;
      load = new double[n];
      pv = new double[n];
      curtailed = new double[n];
      battery = new double[n];
      ev = new double[n];
      carW = new double[storages.cars().size()][n];
      compute = new double[n];
      grid = new double[n];
      batteryValue = new double[n];
      evValue = new double[n];
      soc = new double[model.storage().usable() ? n + 1 : 0];
      evSoc = new double[storages.firstCarIsPresent() ? n + 1 : 0];
      kwh = storages.fromKwh().clone();
    }

    /** Sets the stored energy when slot {@code k} begins. */
    void stored(int k) {
      if (soc.length > 0) {
        soc[k] = 100 * kwh[0] / model.storage().capacityKwh();
      }
      if (evSoc.length > 0) {
        evSoc[k] = storages.cars().getFirst().socPct(kwh[1]);
      }
    }

    /** Takes over the choice of slot {@code k}. */
    void take(int k, BackwardPass backwardPass) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      load[k] = 1000 * slot.loadKw;
      pv[k] = 1000 * slot.pvKw;
      curtailed[k] = 1000 * supplyMix.curtailedKw;
      battery[k] = 1000 * bestAction.kw[0];
      ev[k] = -1000 * planHorizon.otherEvKw[k];
      for (int i = 0; i < carW.length; i++) {
        carW[i][k] = 1000 * bestAction.kw[i + 1];
        ev[k] += carW[i][k];
      }
      compute[k] = -1000 * (model.compute().minKw() + planHorizon.jobKw[k] + supplyMix.flexKw);
      batteryValue[k] =
          backwardPass.lattice(k).slope(0, backwardPass.mean(k), kwh[0], kwh[1], kwh[2]);
      evValue[k] = backwardPass.lattice(k).slope(1, backwardPass.mean(k), kwh[0], kwh[1], kwh[2]);
      pay(k);
    }

    private void pay(int k) {
      boolean soft = settings.penalties().limit() > 0;
      double beyondKw = soft ? supplyMix.unservedKw - supplyMix.surplusKw : 0;
      double gridKw = supplyMix.importKw - supplyMix.exportKw + beyondKw;
      grid[k] = 1000 * gridKw;
      double rate = (gridKw > 0 ? planHorizon.billPerKwh[k] : planHorizon.paidPerKwh[k]) * gridKw;
      rate += supplyMix.gensetKw * settings.supply().genset().perKwh();
      for (int s = 0; s < storages.stores().length; s++) {
        rate += storages.stores()[s].wearPerKwh() * Math.abs(bestAction.kw[s]);
      }
      double hours = planHorizon.horizonData.hours[k];
      bill += rate * hours;
      co2Kg += planHorizon.co2KgPerKwh[k] * Math.max(0, gridKw) * hours;
      overImport = Math.max(overImport, gridKw - planHorizon.importKw);
      overExport = Math.max(overExport, -gridKw - planHorizon.exportKw);
    }

    private Map<String, double[]> byCharger() {
      Map<String, double[]> by = new HashMap<>();
      for (int i = 0; i < carW.length; i++) {
        EvPlan car = storages.cars().get(i);
        if (car.comes().isEmpty()) {
          by.put(car.id(), carW[i]);
        }
      }
      return by;
    }

    Outcome outcome() {
      int n = planHorizon.slots;
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
              evValue,
              byCharger());
      return new Outcome(
          planSchedule,
          bill + demand.bill(planHorizon, grid),
          co2Kg,
          Arrays.copyOfRange(kwh, 1, 1 + storages.cars().size()),
          overImport,
          overExport,
          demand.peakKw(planHorizon, grid));
    }
  }

  /** Follows the values from the measured state. */
  Outcome run(PlanHorizon planHorizon, BackwardPass backwardPass, PlannedStorages storages) {
    Course course = new Course(planHorizon, storages);
    double[] kwh = course.kwh;
    for (int k = 0; k < planHorizon.slots; k++) {
      course.stored(k);
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double net = slot.loadKw - slot.pvKw + model.compute().minKw() + planHorizon.spreadKw(k);
      boolean up = planHorizon.horizonData.up[k];
      bestAction.make(
          backwardPass,
          storages.stores(),
          planHorizon.horizonData,
          k,
          up,
          net,
          slot.pvKw,
          kwh[0],
          kwh[1],
          kwh[2]);
      bestAction.split(supplyMix);
      int next = Math.min(k + 1, planHorizon.slots - 1);
      for (int s = 0; s < kwh.length; s++) {
        kwh[s] =
            storages.after(
                s, kwh[s], bestAction, backwardPass.lattice(k), backwardPass.lattice(next));
      }
      course.take(k, backwardPass);
    }
    course.stored(planHorizon.slots);
    return course.outcome();
  }
}
