package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.SlotChoice;
import io.spikewatt.controller.optimise.SolvedHorizon;
import io.spikewatt.controller.optimise.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans heat pumps one after the other: each by a pass of its own over stored heat and, together,
 * the batteries' energy or without batteries that of a charging session, beside all other load.
 * What comes out is load to the rest of the plan. Beside another storage the net load counts by its
 * mean, because that takes up its errors.
 */
final class HeatPlanner {

  /** Levels of heat alone. */
  private static final GridResolution ALONE = new GridResolution(14, 121, 251, 2, 2, 2, 2, 1e-3);

  /** Levels of the batteries × of heat. */
  private static final GridResolution BATTERY = new GridResolution(14, 2, 2, 17, 41, 2, 2, 1e-3);

  /** Levels of heat × of a charging session. */
  private static final GridResolution SESSION = new GridResolution(14, 2, 41, 41, 17, 2, 2, 1e-3);

  /** The same two for the choice of a level of import. */
  private static final GridResolution COARSE_BATTERY =
      new GridResolution(7, 2, 2, 9, 25, 2, 2, 1e-3);

  private static final GridResolution COARSE_SESSION =
      new GridResolution(7, 2, 25, 25, 13, 2, 2, 1e-3);

  private static GridResolution levels(boolean battery, boolean session, boolean coarsely) {
    if (battery) {
      return coarsely ? COARSE_BATTERY : BATTERY;
    }
    return !session ? ALONE : coarsely ? COARSE_SESSION : SESSION;
  }

  private final PlanModel model;
  private final PlannerSettings settings;

  /** For passes beside another storage, and for those over heat alone. */
  private final HorizonData expected;

  private final HorizonData byClass;
  private HorizonData horizonData;
  private final BestAction bestAction;
  private final GridMarkovChain grid = new GridMarkovChain();

  /** By heat pump and levels: each remembers what energy is worth at the horizon's end. */
  private final Map<PassKey, BackwardPass> passes = new HashMap<>();

  private record PassKey(String pump, GridResolution levels) {}

  /**
   * Course of a heat pump.
   *
   * @param coldestKwh most heat below the band, {@code >= 0}
   */
  record Course(AssetSeries series, ValueTables values, double coldestKwh) {
    /** The same course with other values. */
    Course with(ValueTables other) {
      return new Course(series, other, coldestKwh);
    }
  }

  HeatPlanner(PlanModel model, PlannerSettings settings) {
    this.model = model;
    this.settings = settings;
    this.expected = horizonData(settings, 1);
    this.byClass = horizonData(settings, settings.resolution().errorClasses());
    this.horizonData = expected;
    this.bestAction = new BestAction(settings.supply(), BestAction.Equals.EXCHANGE_LEAST);
  }

  private static HorizonData horizonData(PlannerSettings settings, int classes) {
    HorizonData data = new HorizonData(settings.slots().most(), classes);
    NetLoadClasses netLoadClasses = new NetLoadClasses(classes, settings.slots().slot());
    data.follow(netLoadClasses.transitions(settings.slots()));
    return data;
  }

  /**
   * Courses of the pumps, whose sum becomes {@code planHorizon.heatKw}.
   *
   * @param storages the batteries, unusable if there are none, and charging sessions
   * @param coarsely for the choice of a level of import
   */
  List<Course> plan(
      PlanHorizon planHorizon,
      List<HeatPump> pumps,
      List<PlannedStorages.Planned> storages,
      boolean coarsely) {
    List<Course> courses = new ArrayList<>();
    Arrays.fill(planHorizon.heatKw, 0, planHorizon.slots, 0);
    boolean battery = storages.getFirst().storage().usable();
    boolean session = !battery && storages.size() > 1;
    GridResolution levels = levels(battery, session, coarsely);
    horizonData = levels.equals(ALONE) ? byClass : expected;
    for (HeatPump pump : pumps) {
      BackwardPass pass =
          passes.computeIfAbsent(new PassKey(pump.id(), levels), key -> pass(levels));
      fill(planHorizon, session);
      PlannedStorages.Planned own =
          new PlannedStorages.Planned(
              pump.id(), AssetSeries.HEAT_PUMP, pump.storage(), pump.fromKwh(), 1);
      PlannedStorages together =
          PlannedStorages.of(
              battery
                  ? List.of(storages.getFirst(), own)
                  : session ? List.of(own, storages.get(1)) : List.of(own));
      pass.run(horizonData, together.stores(), grid, 0, planHorizon.epoch());
      courses.add(follow(planHorizon, pass, pump, together, battery ? 1 : 0));
    }
    return courses;
  }

  private BackwardPass pass(GridResolution levels) {
    SlotGrid slots = settings.slots();
    int classes = horizonData.netKw[0].length;
    return new BackwardPass(
        settings.supply(), classes, levels, slots.most(), slots.perDay(), false);
  }

  /**
   * Takes over the data of the slots, with the load of the pumps so far.
   *
   * @param session whether a charging session is in the pass rather than load
   */
  private void fill(PlanHorizon planHorizon, boolean session) {
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
      int classes = horizonData.netKw[k].length;
      double plannedKw = besidesKw(planHorizon, k, session);
      for (int z = 0; z < classes; z++) {
        double netKw = classes == 1 ? slot.loadKw - slot.pvKw : slot.netKw[z];
        horizonData.netKw[k][z] = netKw + plannedKw;
        horizonData.pvKw[k][z] = classes == 1 ? slot.pvKw : slot.pvClassKw[z];
      }
    }
  }

  private double besidesKw(PlanHorizon planHorizon, int k, boolean session) {
    double leavingKw = session ? planHorizon.waitingKw[k] : planHorizon.leavingKw[k];
    return model.flexible().minKw() + planHorizon.plannedKw(k) + leavingKw;
  }

  /**
   * The expected course, if the mean forecast comes true.
   *
   * @param heat number of the pump's storage
   */
  private Course follow(
      PlanHorizon planHorizon,
      BackwardPass pass,
      HeatPump pump,
      PlannedStorages together,
      int heat) {
    int n = planHorizon.slots;
    Storage[] stores = together.stores();
    boolean session = heat == 0 && stores.length > 1;
    double[] kwh = together.fromKwh().clone();
    double[] powerW = new double[n];
    double[] storedKwh = new double[n + 1];
    double[] perKwh = new double[n];
    int committed = pump.committed();
    double coldestKwh = 0;
    SolvedHorizon solved = new SolvedHorizon(pass, stores, horizonData);
    for (int k = 0; k < n; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double netKw = slot.loadKw - slot.pvKw + besidesKw(planHorizon, k, session);
      boolean up = horizonData.up[k];
      storedKwh[k] = kwh[heat];
      SlotChoice best = bestAction.choose(solved, k, up, committed, netKw, slot.pvKw, kwh);
      committed = best.committed();
      powerW[k] = 1000 * best.kw()[heat];
      perKwh[k] = pass.lattice(k).slope(heat, pass.mean(k, committed), kwh[0], kwh[1], kwh[2]);
      int next = Math.min(k + 1, n - 1);
      for (int s = 0; s < stores.length; s++) {
        double after =
            together.after(s, kwh[s], best.kwh()[s], pass.lattice(k), pass.lattice(next));
        kwh[s] = stores[s].drained(k, after, horizonData.hours[k]);
      }
      coldestKwh = Math.max(coldestKwh, -kwh[heat]);
    }
    storedKwh[n] = kwh[heat];
    for (int k = 0; k < n; k++) {
      planHorizon.heatKw[k] -= powerW[k] / 1000;
    }
    return new Course(
        new AssetSeries(pump.id(), AssetSeries.HEAT_PUMP, powerW, storedKwh, perKwh),
        values(planHorizon, pass, pump, together, heat),
        coldestKwh);
  }

  /** The same pump with other powers, kW, discharge positive. */
  Course with(PlanHorizon planHorizon, HeatPump pump, Course course, double[] kw) {
    int n = planHorizon.slots;
    Storage storage = pump.storage();
    double[] powerW = new double[n];
    double[] storedKwh = new double[n + 1];
    double coldestKwh = 0;
    storedKwh[0] = pump.fromKwh();
    for (int k = 0; k < n; k++) {
      powerW[k] = 1000 * kw[k];
      double hours = horizonData.hours[k];
      double heatedKwh = storedKwh[k] + storage.storedBy(k, kw[k], hours);
      storedKwh[k + 1] = storage.drained(k, heatedKwh, hours);
      coldestKwh = Math.max(coldestKwh, -storedKwh[k + 1]);
    }
    double[] perKwh = course.series.perKwh();
    return new Course(
        new AssetSeries(pump.id(), AssetSeries.HEAT_PUMP, powerW, storedKwh, perKwh),
        course.values,
        coldestKwh);
  }

  private ValueTables values(
      PlanHorizon planHorizon,
      BackwardPass pass,
      HeatPump pump,
      PlannedStorages together,
      int heat) {
    List<ValueTables.Axis> axes = new ArrayList<>();
    for (int s = 0; s < together.all().size(); s++) {
      PlannedStorages.Planned planned = together.all().get(s);
      if (s == heat) {
        axes.add(new ValueTables.Axis(pump.id(), pump.arrivingKwh(), 1, 1));
      } else if (planned.isPresent()) {
        axes.add(new ValueTables.Axis(planned.id(), 0, planned.capacityKwh(), 100));
      }
    }
    return ValueTables.of(planHorizon, model, pass, axes);
  }
}
