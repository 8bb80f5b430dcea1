package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BeamSearch;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans heat pumps one after the other: each by a pass of its own over stored heat and, together,
 * the batteries' energy or without batteries that of a charging session, beside all other load.
 * Their power is load to the rest of the plan. Beside another storage the net load counts by its
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
  private final BeamSearch beamSearch;

  /** Probabilities of error classes for passes beside another storage, where there is one class. */
  private final double[][][] certain;

  /** By heat pump and levels: each remembers the value of energy at the horizon's end. */
  private final Map<PassKey, BackwardPass> passes = new HashMap<>();

  private record PassKey(String pump, GridResolution levels) {}

  /** Course of a heat pump. {@code coldestKwh}: most heat below the band, {@code >= 0}. */
  record Course(AssetSeries series, ValueTables values, double coldestKwh) {
    /** The same course with other values. */
    Course with(ValueTables other) {
      return new Course(series, other, coldestKwh);
    }
  }

  /** Load of pumps that run in these courses, by slot. */
  static double[] loadKw(List<Course> courses, int slots) {
    double[] kw = new double[slots];
    for (Course course : courses) {
      Arrays.setAll(kw, k -> kw[k] - course.series.powerW()[k] / 1000);
    }
    return kw;
  }

  HeatPlanner(PlanModel model, PlannerSettings settings) {
    this.model = model;
    this.settings = settings;
    SlotGrid slots = settings.slots();
    this.certain = new NetLoadClasses(1, slots.slot()).transitions(slots);
    this.beamSearch =
        new BeamSearch(new BestAction(settings.supply(), BestAction.Equals.EXCHANGE_LEAST));
  }

  /**
   * Courses of the pumps.
   *
   * @param problem with the loads that are placed before; heat pumps in it do not count
   * @param before these loads
   * @param coarsely for the choice of a level of import
   */
  List<Course> plan(PlanTask task, SlotProblem problem, PlacedLoads before, boolean coarsely) {
    List<PlannedStorages.Planned> storages = task.loads().storages().all();
    List<Course> courses = new ArrayList<>();
    boolean battery = storages.getFirst().storage().usable();
    boolean session = !battery && storages.size() > 1;
    GridResolution levels = levels(battery, session, coarsely);
    int classes = levels.equals(ALONE) ? settings.resolution().errorClasses() : 1;
    for (HeatPump pump : task.loads().pumps()) {
      BackwardPass pass =
          passes.computeIfAbsent(new PassKey(pump.id(), levels), key -> pass(levels, classes));
      double[] besidesKw =
          besidesKw(before.heating(loadKw(courses, task.horizon().count())), session);
      SlotProblem own = problem(task.horizon(), problem, classes, besidesKw);
      PlannedStorages.Planned tank =
          new PlannedStorages.Planned(
              pump.id(), AssetSeries.HEAT_PUMP, pump.storage(), pump.fromKwh(), 1);
      PlannedStorages together =
          PlannedStorages.of(
              battery
                  ? List.of(storages.getFirst(), tank)
                  : session ? List.of(tank, storages.get(1)) : List.of(tank));
      long epoch = task.horizon().slots().epoch();
      Values values = pass.run(own, together.stores(), GridMarkovChain.ANNOUNCED, 0, epoch);
      courses.add(follow(task.horizon(), values, pump, together, battery ? 1 : 0));
    }
    return courses;
  }

  private BackwardPass pass(GridResolution levels, int classes) {
    SlotGrid slots = settings.slots();
    return new BackwardPass(
        settings.supply(), classes, levels, slots.most(), slots.perDay(), false);
  }

  /** The problem of one pump: without a reserve of energy, and by the mean where classes is 1. */
  private SlotProblem problem(Horizon horizon, SlotProblem all, int classes, double[] besidesKw) {
    int n = horizon.count();
    double[][] netKw = new double[n][];
    double[][] pvKw = new double[n][];
    for (int k = 0; k < n; k++) {
      NetLoadClasses.Slot slot = horizon.net().get(k);
      netKw[k] = classes == 1 ? new double[] {slot.loadKw() - slot.pvKw()} : slot.netKw();
      pvKw[k] = classes == 1 ? new double[] {slot.pvKw()} : slot.pvClassKw();
    }
    double[][][] after = classes == 1 ? certain : all.net().after();
    return new SlotProblem(
        all.connection(),
        new SlotProblem.NetLoad(all.net().loadKw(), netKw, pvKw, after),
        besidesKw,
        all.peak(),
        all.flexible(),
        SlotProblem.Reserve.none(n),
        all.end());
  }

  /**
   * Load beside a pump.
   *
   * @param session whether a charging session is in the pass rather than load
   */
  private double[] besidesKw(PlacedLoads loads, boolean session) {
    double[] sessionsKw = session ? loads.waitingKw() : loads.leavingKw();
    double[] kw = new double[sessionsKw.length];
    Arrays.setAll(kw, k -> model.flexible().minKw() + loads.plannedKw(k) + sessionsKw[k]);
    return kw;
  }

  /**
   * The expected course, if the mean forecast comes true.
   *
   * @param heat number of the pump's storage
   */
  private Course follow(
      Horizon horizon, Values values, HeatPump pump, PlannedStorages together, int heat) {
    int n = horizon.count();
    double[] netKw = new double[n];
    double[] pvKw = new double[n];
    for (int k = 0; k < n; k++) {
      NetLoadClasses.Slot slot = horizon.net().get(k);
      netKw[k] = slot.loadKw() - slot.pvKw() + values.problem().plannedKw()[k];
      pvKw[k] = slot.pvKw();
    }
    BeamSearch.Course course =
        beamSearch.follow(values, heat, pump.committed(), together.fromKwh(), netKw, pvKw);
    double[] powerW = new double[n];
    double[] storedKwh = new double[n + 1];
    double[] perKwh = new double[n];
    double coldestKwh = 0;
    for (int k = 0; k < n; k++) {
      BeamSearch.Step step = course.steps().get(k);
      storedKwh[k] = step.kwh()[heat];
      powerW[k] = 1000 * step.choice().kw()[heat];
      perKwh[k] = values.slope(k, heat, step.choice().committed(), step.kwh());
      coldestKwh = k > 0 ? Math.max(coldestKwh, -storedKwh[k]) : 0;
    }
    storedKwh[n] = course.endKwh()[heat];
    coldestKwh = Math.max(coldestKwh, -storedKwh[n]);
    return new Course(
        new AssetSeries(pump.id(), AssetSeries.HEAT_PUMP, powerW, storedKwh, perKwh),
        values(horizon, values, pump, together, heat),
        coldestKwh);
  }

  /** The same pump with other powers, kW, discharge positive. */
  static Course with(Horizon horizon, HeatPump pump, Course course, double[] kw) {
    int n = horizon.count();
    Storage storage = pump.storage();
    double[] powerW = new double[n];
    double[] storedKwh = new double[n + 1];
    double coldestKwh = 0;
    storedKwh[0] = pump.fromKwh();
    for (int k = 0; k < n; k++) {
      powerW[k] = 1000 * kw[k];
      double hours = horizon.hours(k);
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
      Horizon horizon, Values values, HeatPump pump, PlannedStorages together, int heat) {
    List<ValueTables.Axis> axes = new ArrayList<>();
    for (int s = 0; s < together.all().size(); s++) {
      PlannedStorages.Planned planned = together.all().get(s);
      if (s == heat) {
        axes.add(new ValueTables.Axis(pump.id(), pump.arrivingKwh(), 1, 1));
      } else if (planned.isPresent()) {
        axes.add(new ValueTables.Axis(planned.id(), 0, planned.capacityKwh(), 100));
      }
    }
    return ValueTables.of(horizon.slots(), model, values, axes);
  }
}
