package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans heat pumps one after the other: each by a pass of its own over stored heat and the
 * batteries' energy together, beside all other load. What comes out is load to the rest of the
 * plan. Beside batteries the net load counts by its mean, because these take up its errors.
 */
final class HeatPlanner {

  /** Battery's levels × heat's levels, or heat's levels alone. */
  private static final GridResolution LEVELS = new GridResolution(14, 121, 251, 17, 41, 2, 2, 1e-3);

  /** For the search of the month's peak. */
  private static final GridResolution COARSE = new GridResolution(7, 61, 61, 9, 25, 2, 2, 1e-3);

  private final PlanModel model;
  private final PlannerSettings settings;
  private final int classes;
  private final HorizonData horizonData;
  private final BestAction bestAction;
  private final GridMarkovChain grid = new GridMarkovChain();

  /** By heat pump: each remembers what heat is worth at the horizon's end. */
  private final Map<String, BackwardPass> passes = new HashMap<>();

  private final Map<String, BackwardPass> coarse = new HashMap<>();

  /**
   * Course of a heat pump.
   *
   * @param cost price of the heat outside the band, minus the value of what is left at the end
   * @param coldestKwh most heat below the band, {@code >= 0}
   */
  record Course(AssetSeries series, ValueTables values, double cost, double coldestKwh) {}

  HeatPlanner(PlanModel model, PlannerSettings settings) {
    this.model = model;
    this.settings = settings;
    this.classes = model.storage().usable() ? 1 : settings.resolution().errorClasses();
    this.horizonData = new HorizonData(settings.slots().most(), classes);
    this.bestAction = new BestAction(settings.supply(), BestAction.Equals.EXCHANGE_LEAST);
    NetLoadClasses netLoadClasses = new NetLoadClasses(classes, settings.slots().slot());
    horizonData.follow(netLoadClasses.transitions(settings.slots()));
  }

  /**
   * Courses of the pumps, whose sum becomes {@code planHorizon.heatKw}.
   *
   * @param batteries all of them, unusable if there are none
   * @param coarsely for the search of the month's peak
   */
  List<Course> plan(
      PlanHorizon planHorizon,
      List<HeatPump> pumps,
      PlannedStorages.Planned batteries,
      boolean coarsely) {
    List<Course> courses = new ArrayList<>();
    Arrays.fill(planHorizon.heatKw, 0, planHorizon.slots, 0);
    for (HeatPump pump : pumps) {
      BackwardPass pass =
          coarsely
              ? coarse.computeIfAbsent(pump.id(), id -> pass(COARSE))
              : passes.computeIfAbsent(pump.id(), id -> pass(LEVELS));
      boolean beside = batteries.storage().usable();
      Storage[] stores =
          beside
              ? new Storage[] {batteries.storage(), pump.storage()}
              : new Storage[] {pump.storage()};
      fill(planHorizon);
      pass.run(horizonData, stores, grid, 0, planHorizon.epoch());
      double[] kwh = new double[StateGrid.MOST_STORES];
      kwh[0] = beside ? batteries.fromKwh() : pump.fromKwh();
      kwh[1] = beside ? pump.fromKwh() : 0;
      courses.add(follow(planHorizon, pass, pump, stores, kwh));
    }
    return courses;
  }

  private BackwardPass pass(GridResolution levels) {
    SlotGrid slots = settings.slots();
    return new BackwardPass(
        settings.supply(), classes, levels, slots.most(), slots.perDay(), false);
  }

  /** Takes over the data of the slots, with the load of the pumps so far. */
  private void fill(PlanHorizon planHorizon) {
    HorizonData all = planHorizon.horizonData;
    int n = planHorizon.slots;
    horizonData.slots = n;
    horizonData.ends = all.ends;
    horizonData.peakPerKwh = all.peakPerKwh;
    horizonData.beyondPerKwh = all.beyondPerKwh;
    horizonData.flexPerKwh = all.flexPerKwh;
    horizonData.leftPerKwh = all.leftPerKwh;
    horizonData.laterPerKwh = all.laterPerKwh;
    System.arraycopy(all.hours, 0, horizonData.hours, 0, n);
    System.arraycopy(all.importPerKwh, 0, horizonData.importPerKwh, 0, n);
    System.arraycopy(all.exportPerKwh, 0, horizonData.exportPerKwh, 0, n);
    System.arraycopy(all.importKw, 0, horizonData.importKw, 0, n);
    System.arraycopy(all.exportKw, 0, horizonData.exportKw, 0, n);
    System.arraycopy(all.peakKw, 0, horizonData.peakKw, 0, n);
    System.arraycopy(all.up, 0, horizonData.up, 0, n);
    System.arraycopy(all.loadKw, 0, horizonData.loadKw, 0, n);
    System.arraycopy(all.flexKw, 0, horizonData.flexKw, 0, n);
    for (int k = 0; k < n; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double plannedKw = besidesKw(planHorizon, k);
      for (int z = 0; z < classes; z++) {
        double netKw = classes == 1 ? slot.loadKw - slot.pvKw : slot.netKw[z];
        horizonData.netKw[k][z] = netKw + plannedKw;
        horizonData.pvKw[k][z] = classes == 1 ? slot.pvKw : slot.pvClassKw[z];
      }
    }
  }

  private double besidesKw(PlanHorizon planHorizon, int k) {
    return model.flexible().minKw() + planHorizon.plannedKw(k) + planHorizon.leavingKw[k];
  }

  /** The expected course, if the mean forecast comes true. */
  private Course follow(
      PlanHorizon planHorizon, BackwardPass pass, HeatPump pump, Storage[] stores, double[] kwh) {
    int n = planHorizon.slots;
    int heat = stores.length - 1;
    double[] powerW = new double[n];
    double[] storedKwh = new double[n + 1];
    double[] perKwh = new double[n];
    int committed = pump.committed();
    double cost = 0;
    double coldestKwh = 0;
    for (int k = 0; k < n; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double netKw = slot.loadKw - slot.pvKw + besidesKw(planHorizon, k);
      boolean up = horizonData.up[k];
      storedKwh[k] = kwh[heat];
      bestAction.make(
          pass, stores, horizonData, k, up, committed, netKw, slot.pvKw, kwh[0], kwh[1], kwh[2]);
      committed = bestAction.committed;
      powerW[k] = 1000 * bestAction.kw[heat];
      perKwh[k] = pass.lattice(k).slope(heat, pass.mean(k, committed), kwh[0], kwh[1], kwh[2]);
      for (int s = 0; s < stores.length; s++) {
        kwh[s] = stores[s].drained(k, kwh[s] + bestAction.kwh[s], horizonData.hours[k]);
      }
      cost += horizonData.hours[k] * stores[heat].holdingPerHour(kwh[heat], 0);
      coldestKwh = Math.max(coldestKwh, -kwh[heat]);
    }
    cost -= stores[heat].leftPerKwh(horizonData) * kwh[heat];
    storedKwh[n] = kwh[heat];
    for (int k = 0; k < n; k++) {
      planHorizon.heatKw[k] -= powerW[k] / 1000;
    }
    return new Course(
        new AssetSeries(pump.id(), AssetSeries.HEAT_PUMP, powerW, storedKwh, perKwh),
        values(planHorizon, pass, pump, heat),
        cost,
        coldestKwh);
  }

  private ValueTables values(PlanHorizon planHorizon, BackwardPass pass, HeatPump pump, int heat) {
    ValueTables.Axis axis = new ValueTables.Axis(pump.id(), pump.arrivingKwh(), 1, 1);
    double capacityKwh = model.storage().capacityKwh();
    return ValueTables.of(
        planHorizon,
        model,
        pass,
        heat == 0
            ? List.of(axis)
            : List.of(new ValueTables.Axis(AssetSeries.BATTERY, 0, capacityKwh, 100), axis));
  }
}
